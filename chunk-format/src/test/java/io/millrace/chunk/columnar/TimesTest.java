package io.millrace.chunk.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.entry.EntryBatch;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static final int ENTRIES = 1_000;
  private final Random random = new Random(7);

  @Test
  void timesOfABusyClockStayPlain() {
    long[] times = times(ENTRIES, _ -> 500_000_000L + random.nextInt(1_000_000_000));

    Section encoded = encode(times);

    assertThat(encoded.stored().codec()).isEqualTo(SectionCodec.NONE);
    assertThat(encoded.length()).isLessThan(4 * ENTRIES + 32);
    assertThat(decode(encoded, ENTRIES)).isEqualTo(times);
  }

  @Test
  void timesOfMillisecondsTakeAsManyBitsAsTheyNeed() {
    long[] times = times(ENTRIES, _ -> 1_000_000L * random.nextInt(50));

    assertThat(encode(times).storedLength()).isLessThan(6 * ENTRIES / 8 + 32);
    assertThat(decode(encode(times), ENTRIES)).isEqualTo(times);
  }

  @Test
  void stepsThatRepeatAreLeftToTheCodec() {
    long[] pattern = random.longs(7, 0, 1L << 40).toArray();
    long[] times = times(ENTRIES, i -> pattern[(int) (i % pattern.length)]);

    Section encoded = encode(times);

    assertThat(encoded.stored().codec()).isEqualTo(SectionCodec.ZSTD);
    assertThat(encoded.storedLength()).isLessThan(100);
    assertThat(decode(encoded, ENTRIES)).isEqualTo(times);
  }

  @Test
  void evenTimesTakeNoRoom() {
    long[] times = times(ENTRIES, _ -> 1_000_000_000L);

    assertThat(encode(times).length()).isLessThan(32);
    assertThat(decode(encode(times), ENTRIES)).isEqualTo(times);
  }

  @Test
  void timesComeBackWhateverTheirSteps() {
    qt().withExamples(400)
        .forAll(integers().between(2, 300), integers().between(0, 63), longs().all())
        .checkAssert(
            (entries, bits, seed) -> {
              Random steps = new Random(seed);
              long unit = 1L << steps.nextInt(20);
              long[] times = times(entries, _ -> unit * (steps.nextLong() >>> (63 - bits)));
              assertThat(decode(encode(times), entries)).isEqualTo(times);
            });
  }

  @Test
  void readsTheModesThatOlderVersionsWrote() throws FormatException {
    ByteWriter changes = new ByteWriter().u8(2).svarint(1_000).uvarint(10);
    changes.uvarint(5).svarint(2).svarint(-3);
    assertThat(Times.decode(changes.toByteArray(), 4)).containsExactly(1_000, 1_050, 1_120, 1_160);

    ByteWriter planes = new ByteWriter().u8(3).svarint(-7).uvarint(1).u8(2);
    planes.u8(0x01).u8(0x02).u8(0x10).u8(0x00);
    assertThat(Times.decode(planes.toByteArray(), 3)).containsExactly(-7, 0x1001 - 7, 0x1003 - 7);
  }

  private static long[] times(int entries, LongUnaryOperator step) {
    long[] times = new long[entries];
    times[0] = 1_700_000_000_123_456_789L;
    for (int i = 1; i < entries; i++) {
      times[i] = times[i - 1] + step.applyAsLong(i);
    }
    return times;
  }

  private static Section encode(long[] times) {
    byte[] lines = "\n".repeat(times.length).getBytes(StandardCharsets.US_ASCII);
    EntryBatch entries =
        EntryBatch.ofTerminatedLines(times.length, times, lines, 0, lines.length, null);
    try (SectionCodec codec = new SectionCodec(new ColumnarCompression.Zstd(1))) {
      return Times.encode(entries, 0, times.length, codec);
    }
  }

  private static long[] decode(Section encoded, int entries) {
    SectionCodec.Stored stored = encoded.stored();
    try {
      return Times.decode(
          SectionCodec.decompress(
              stored.codec(), stored.bytes(), 0, stored.bytes().length, encoded.length(), 0),
          entries);
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }
}
