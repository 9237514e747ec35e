package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.syntax.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FirstLinesTest {
  private static final List<String> QUERIES =
      List.of("{app=~\".+\"}", "{app=~\".+\"} | json", "{app=\"a1\"} | line_format \"{{.app}}\"");
  private static final ScanPool POOL = new ScanPool(2);

  @AfterAll
  static void stop() {
    POOL.close();
  }

  @Test
  void areThoseThatAnAnswerWithoutALimitBeginsWith() {
    qt().withExamples(300)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              MemoryStore whole = store(random);
              MemoryStore templated = whole.templated(batch -> new TemplatedLines(batch, seed));
              String query = QUERIES.get(random.nextInt(QUERIES.size()));
              long start = random.nextInt(40);
              long end = start + random.nextInt(80);
              int limit = 1 + random.nextInt(20);
              for (Direction direction : Direction.values()) {
                List<LogLine> all = lines(whole, query, start, end, 0, direction);
                List<LogLine> first = all.subList(0, Math.min(limit, all.size()));
                assertThat(lines(whole, query, start, end, limit, direction)).isEqualTo(first);
                assertThat(lines(templated, query, start, end, limit, direction)).isEqualTo(first);
              }
            });
  }

  /** Blocks that overlap and repeat each other, with equal times. */
  private static MemoryStore store(Random random) {
    MemoryStore store = new MemoryStore();
    int streams = 1 + random.nextInt(4);
    for (int stream = 0; stream < streams; stream++) {
      Labels labels = Labels.of("app", "a" + stream);
      List<EntryBatch> batches = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        EntryBatch batch =
            !batches.isEmpty() && random.nextInt(4) == 0
                ? batches.get(random.nextInt(batches.size()))
                : batch(random);
        batches.add(batch);
        store.add(labels, batch);
      }
    }
    return store;
  }

  private static EntryBatch batch(Random random) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    int from = random.nextInt(90);
    int width = 1 + random.nextInt(30);
    long[] times =
        LongStream.generate(() -> from + random.nextInt(width))
            .limit(1 + random.nextInt(40))
            .sorted()
            .toArray();
    for (long time : times) {
      batch.add(time, "{\"n\":" + random.nextInt(5) + "}", Labels.empty());
    }
    return batch.build();
  }

  private static List<LogLine> lines(
      MemoryStore store, String query, long start, long end, int limit, Direction direction) {
    QueryRequest request =
        new QueryRequest("t", Parser.parse(query), start, end, 1, limit, direction, 0, false);
    try {
      return switch (new Engine(store, POOL)
          .execute(request, new QueryContext(QueryLimits.DEFAULT))) {
        case QueryResult.Lines lines -> lines.lines();
        case QueryResult other -> throw new IllegalStateException("unexpected " + other);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
