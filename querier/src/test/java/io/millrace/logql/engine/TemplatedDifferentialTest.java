package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.logql.syntax.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Answers are the same, to the texts of errors, from whole lines and from lines taken apart. */
class TemplatedDifferentialTest {
  private static final int RUNS = Integer.getInteger("millrace.differential.runs", 3_000);
  private static final long FIRST = Long.getLong("millrace.differential.seed", 0);
  private static final long SECOND = 1_000_000_000L;

  /** Without compression, as templates would not pay for so few lines otherwise. */
  private static final ColumnarChunkFormat FORMAT =
      ColumnarChunkFormat.standalone()
          .withCompression(new ColumnarCompression.None())
          .withTemplates(true);

  private static final ScanPool POOL = new ScanPool(2);

  @AfterAll
  static void stop() {
    POOL.close();
  }

  @Test
  void answersTheSameFromAnyTemplates() {
    for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
      long chosen = seed;
      check(seed, batch -> new TemplatedLines(batch, chosen));
    }
  }

  @Test
  void answersTheSameFromStoredTemplates() {
    AtomicInteger found = new AtomicInteger();
    for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
      check(
          seed,
          batch -> {
            TemplatedBlock block = stored(batch);
            found.addAndGet(block == null ? 0 : 1);
            return block;
          });
    }
    assertThat(found.get()).isGreaterThan(RUNS / 8);
  }

  private static @Nullable TemplatedBlock stored(EntryBatch batch) {
    byte[] chunk = FORMAT.encode("t", Labels.of("app", "a"), batch).bytes();
    try {
      ChunkReader reader = ColumnarChunkReader.open(chunk);
      assertThat(reader.blocks()).hasSize(1);
      return reader.readTemplated(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(long seed, Function<EntryBatch, @Nullable TemplatedBlock> templates) {
    OddLines odd = new OddLines(seed);
    MemoryStore whole = odd.store();
    MemoryStore templated = whole.templated(templates);
    for (int i = 0; i < 4; i++) {
      String query = odd.query();
      Direction direction = i % 2 == 0 ? Direction.FORWARD : Direction.BACKWARD;
      assertThat(answer(templated, query, direction))
          .as("seed %d: %s", seed, query)
          .isEqualTo(answer(whole, query, direction));
    }
  }

  /** The result as text, or the error. */
  private static List<String> answer(MemoryStore store, String query, Direction direction) {
    QueryRequest request =
        new QueryRequest(
            "t", Parser.parse(query), 0, 100 * SECOND, 7 * SECOND, 0, direction, 0, false);
    QueryContext context = new QueryContext(QueryLimits.DEFAULT);
    List<String> answer = new ArrayList<>();
    try {
      switch (new Engine(store, POOL).execute(request, context)) {
        case QueryResult.Lines lines -> lines.lines().forEach(line -> answer.add(line.toString()));
        case QueryResult.Matrix matrix ->
            matrix.series().forEach(series -> answer.add(series.toString()));
        case QueryResult other -> throw new IllegalStateException("unexpected " + other);
      }
    } catch (QueryException e) {
      // Which of several bad lines is met first depends on the threads.
      return List.of("error " + e.status());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    answer.addAll(context.warnings());
    answer.add("passed " + context.stats().passedLines());
    return answer;
  }
}
