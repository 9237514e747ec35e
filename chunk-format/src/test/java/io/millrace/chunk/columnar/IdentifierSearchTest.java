package io.millrace.chunk.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Searches for words with digits, of which blocks with templates hold parts as numbers. */
class IdentifierSearchTest {
  private static final long START = 1_796_000_000_000_000_000L;
  private static final ColumnarChunkFormat FORMAT =
      ColumnarChunkFormat.standalone().withTemplates(true);

  private static String line(int kind, Random random, int i) {
    int small = random.nextInt(60);
    long id = random.nextLong();
    return switch (kind) {
      case 0 -> "2026-11-29T20:51:%02dZ id=%016x user%d took %dms".formatted(small, id, i, small);
      case 1 -> "2026-11-29 20:51:%02d%04d worker %d done".formatted(small, i % 10_000, small);
      case 2 -> "2026-11-29T20:51:%02d.%03dabc %x".formatted(small, i % 1000, id);
      case 3 -> "[29/Nov/2026:20:51:%02d +0000] GET /a/%d/b%dc".formatted(small, i, small);
      case 4 ->
          "{\"time\":\"2026-11-29T20:51:%02dZ\",\"trace_id\":\"%016x%016x\",\"n\":%d,\"msg\":\"order %d of %s\"}"
              .formatted(small, id, ~id, i, 4700 + i, new UUID(id, i));
      case 5 -> "trace=%08x-%04x path=/a/%d/b%dc level=info".formatted((int) id, i, small, i);
      case 6 -> "a%db%dc%d 0x%08X".formatted(small, i, small, (int) id);
      default -> "request %s of %d failed".formatted(new UUID(id, ~id), 1_000_000 + i);
    };
  }

  private static EntryBatch lines(Random random, int kinds) {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 300; i++) {
      int kind = (kinds >> (4 * random.nextInt(3))) & 7;
      lines.add(START + 1_000_000L * i, line(kind, random, i), Labels.empty());
    }
    return lines.build();
  }

  /** Null when templates do not pay. */
  private static @Nullable TemplatedBlock block(EntryBatch batch) throws IOException {
    byte[] chunk = FORMAT.encode("t", Labels.of("app", "a"), batch).bytes();
    return ColumnarChunkReader.open(chunk).readTemplated(0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findEveryLineThatContainsTheLiteral() {
    AtomicInteger searches = new AtomicInteger();
    qt().withExamples(60)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = lines(random, random.nextInt());
              try {
                TemplatedBlock block = block(batch);
                for (int i = 0; block != null && i < 300; i++) {
                  int line = random.nextInt(batch.size());
                  String text = batch.line(line);
                  int length = Math.min(text.length(), 1 + random.nextInt(24));
                  int from = random.nextInt(text.length() - length + 1);
                  String literal = text.substring(from, from + length);
                  searches.incrementAndGet();
                  assertThat(block.mayContain(utf8(literal), false).get(line))
                      .as("%s in %s", literal, text)
                      .isTrue();
                  String upper = literal.toUpperCase(Locale.ROOT);
                  assertThat(block.mayContain(utf8(upper), true).get(line))
                      .as("%s in %s", upper, text)
                      .isTrue();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(searches.get()).isGreaterThan(10_000);
  }

  @Test
  void findOnlyTheLinesThatContainAnIdentifier() throws IOException {
    Random random = new Random(7);
    EntryBatch batch = lines(random, 0x740);
    TemplatedBlock block = Objects.requireNonNull(block(batch));
    for (String word : List.of("1000123", "4b2f7a90c1d2e3f4", "deadbeefdeadbeef", "20260000")) {
      checkPrecise(block, batch, word);
    }
    for (int i = 0; i < 100; i++) {
      String text = batch.line(random.nextInt(batch.size()));
      int id = Math.max(text.indexOf("id=") + 3, text.indexOf("_id\":\"") + 6);
      if (id > 5 && id + 16 <= text.length()) {
        checkPrecise(block, batch, text.substring(id, id + 16));
        checkPrecise(block, batch, text.substring(id + 2, id + 12));
      }
    }
  }

  private static void checkPrecise(TemplatedBlock block, EntryBatch batch, String literal)
      throws IOException {
    BitSet found = block.mayContain(utf8(literal), false);
    for (int i = 0; i < batch.size(); i++) {
      assertThat(found.get(i))
          .as("%s in %s", literal, batch.line(i))
          .isEqualTo(batch.line(i).contains(literal));
    }
  }
}
