package io.millrace.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.RandomEntries;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFilterTest {
  private static final int ANY_SIZE = 1 << 20;

  private static LineFilter filter(Sampling sampling, EntryBatch batch) {
    LineFilterBuilder builder = new LineFilterBuilder(sampling, ANY_SIZE);
    assertThat(builder.add(batch)).isTrue();
    return builder.build();
  }

  private static LineFilter chosen(EntryBatch batch, int maxBytes) {
    return FilterBuilder.build(List.of(batch), lineBytes(batch), maxBytes, Sampling.DENSE).lines();
  }

  private static long lineBytes(EntryBatch batch) {
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes += batch.lineEnd(i) - batch.lineStart(i);
    }
    return bytes;
  }

  private static EntryBatch ids(int count, Random random) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    for (int i = 0; i < count; i++) {
      String line =
          String.format(
              "GET /orders/%08d trace=%016x%016x took %d ms",
              random.nextInt(100_000_000), random.nextLong(), random.nextLong(), i % 97);
      batch.add(i, line, Labels.empty());
    }
    return batch.build();
  }

  private static byte[] changedCase(byte[] text, Random random) {
    byte[] changed = text.clone();
    for (int i = 0; i < changed.length; i++) {
      int lower = changed[i] | 0x20;
      if (lower >= 'a' && lower <= 'z' && random.nextBoolean()) {
        changed[i] ^= 0x20;
      }
    }
    return changed;
  }

  @Test
  void neverRulesOutASubstringOfALineInAnyCase() {
    qt().withExamples(300)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = RandomEntries.of(random, 300);
              Sampling sampling = random.nextBoolean() ? Sampling.DENSE : Sampling.SPARSE;
              LineFilter filter = filter(sampling, batch);
              LineFilter stored =
                  LineFilter.of(sampling, filter.bits().bits(), filter.foreignCaseFolds());
              for (int i = 0; i < 200; i++) {
                int line = random.nextInt(batch.size());
                int start = batch.lineStart(line);
                int length = batch.lineEnd(line) - start;
                int from = start + random.nextInt(length + 1);
                int to = from + random.nextInt(start + length - from + 1);
                byte[] literal = Arrays.copyOfRange(batch.lineBytes(), from, to);
                assertThat(stored.mayContain(literal, false)).isTrue();
                assertThat(stored.mayContain(changedCase(literal, random), true)).isTrue();
              }
            });
  }

  @Test
  void rulesOutAbsentIds() {
    Random random = new Random(1);
    EntryBatch batch = ids(4_000, random);
    for (Sampling sampling : Sampling.values()) {
      LineFilter filter = filter(sampling, batch);
      int wrong = 0;
      for (int i = 0; i < 1000; i++) {
        String absent = String.format("%016x%016x", random.nextLong(), random.nextLong());
        if (filter.mayContain(absent.getBytes(StandardCharsets.UTF_8), i % 2 == 0)) {
          wrong++;
        }
      }
      assertThat(wrong).isLessThan(20);
      byte[] words = "no such words in any line of it".getBytes(StandardCharsets.UTF_8);
      assertThat(filter.mayContain(words, true)).isFalse();
    }
  }

  @Test
  void saysNothingAboutLiteralsShorterThanAWindow() {
    EntryBatch batch = ids(100, new Random(2));
    for (Sampling sampling : Sampling.values()) {
      LineFilter filter = filter(sampling, batch);
      byte[] shortest = "z".repeat(sampling.minLiteral()).getBytes(StandardCharsets.UTF_8);
      assertThat(filter.mayContain(shortest, false)).isFalse();
      byte[] shorter = Arrays.copyOf(shortest, shortest.length - 1);
      assertThat(filter.mayContain(shorter, false)).isTrue();
    }
  }

  @Test
  void foreignLettersThatFoldToAsciiOnesAreNotRuledOut() {
    EntryBatch batch =
        new EntryBatch.Builder().add(1, "a high ri\u017F\u212A area", Labels.empty()).build();
    LineFilter filter = filter(Sampling.DENSE, batch);
    assertThat(filter.foreignCaseFolds()).isTrue();
    assertThat(filter.mayContain("high risk area".getBytes(StandardCharsets.UTF_8), true)).isTrue();
    assertThat(filter.mayContain("high risk area".getBytes(StandardCharsets.UTF_8), false))
        .isFalse();
    assertThat(filter.mayContain("low number".getBytes(StandardCharsets.UTF_8), true)).isFalse();
  }

  @Test
  void isSparseWhenADenseOneWouldTakeTooMuchAndLeftOutWhenThatWouldToo() {
    EntryBatch batch = ids(10_000, new Random(3));
    int dense = filter(Sampling.DENSE, batch).bits().bits().length;
    assertThat(dense).isLessThan((int) lineBytes(batch) / 4);
    assertThat(chosen(batch, ANY_SIZE).sampling()).isEqualTo(Sampling.DENSE);
    LineFilter sparse = chosen(batch, dense / 4);
    assertThat(sparse.sampling()).isEqualTo(Sampling.SPARSE);
    assertThat(sparse.bits().bits().length).isLessThanOrEqualTo(dense / 4);
    assertThat(chosen(batch, 1000)).isNull();
  }

  @Test
  void halvingGivesWhatASmallerFilterWouldHold() {
    BitFilter large = new BitFilter(12, 3);
    BitFilter small = new BitFilter(11, 3);
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      long key = random.nextLong();
      large.add(key);
      small.add(key);
    }
    assertThat(large.halve().bits()).isEqualTo(small.bits());
  }

  @Test
  void metadataPairsAreFoundAndAbsentOnesMostlyNot() {
    MetadataFilter.Builder builder = new MetadataFilter.Builder();
    for (int i = 0; i < 5000; i++) {
      builder.add("trace_id", "id-" + i);
      builder.add("trace_id", "id-" + i);
    }
    MetadataFilter filter = builder.build(ANY_SIZE);
    int wrong = 0;
    for (int i = 0; i < 5000; i++) {
      assertThat(filter.mayContain("trace_id", "id-" + i)).isTrue();
      wrong += filter.mayContain("trace_id", "other-" + i) ? 1 : 0;
      wrong += filter.mayContain("span_id", "id-" + i) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(300);
    assertThat(new MetadataFilter.Builder().build(ANY_SIZE)).isNull();
    assertThat(builder.build(100)).isNull();
  }
}
