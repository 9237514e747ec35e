package io.millrace.chunk.columnar.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PackedNumbersTest {
  @Test
  void numbersComeBackWhateverTheirWidths() {
    qt().withExamples(1_000)
        .forAll(integers().between(0, 200), integers().between(0, 64), longs().all())
        .checkAssert(
            (count, bits, seed) -> {
              Random random = new Random(seed);
              long[] numbers = random.longs(count).map(n -> upper(n, random, bits)).toArray();
              assertThat(readBack(write(numbers), count)).isEqualTo(numbers);
            });
  }

  /** Mostly numbers of so many bits, and some of any number of bits. */
  private static long upper(long number, Random random, int bits) {
    int kept = random.nextInt(20) == 0 ? random.nextInt(65) : bits;
    return kept == 0 ? 0 : number >>> (64 - kept);
  }

  @Test
  void aFewLargeNumbersDoNotWidenTheOthers() throws FormatException {
    long[] numbers = new Random(3).longs(1_000, 100, 200).toArray();
    numbers[17] = Long.MAX_VALUE;
    numbers[999] = -1;

    byte[] packed = write(numbers);

    assertThat(packed.length).isLessThan(1_000 * 7 / 8 + 40);
    assertThat(read(packed, 1_000)).isEqualTo(numbers);
  }

  @Test
  void equalNumbersTakeNoBits() {
    assertThat(write(LongStream.generate(() -> 12_345).limit(5_000).toArray())).hasSize(4);
  }

  @Test
  void refusesWhatNoWriterWrites() {
    assertThatThrownBy(() -> read(new byte[] {57, 0, 0}, 1))
        .hasMessageContaining("width of packed numbers");
    assertThatThrownBy(() -> read(new byte[] {8, 0, 5, 0, 0}, 2))
        .hasMessageContaining("wider numbers");
    assertThatThrownBy(() -> read(new byte[] {8, 0, 1, 2, 1, 0, 0}, 2))
        .hasMessageContaining("distance to a wider number");
    assertThatThrownBy(() -> read(new byte[] {8, 0, 0, 1}, 2))
        .hasMessageContaining("packed numbers");
  }

  @Test
  void noBytesBreakTheReader() {
    qt().withExamples(2_000)
        .forAll(integers().between(0, 40), integers().between(0, 50), longs().all())
        .checkAssert(
            (length, count, seed) -> {
              byte[] bytes = new byte[length];
              new Random(seed).nextBytes(bytes);
              try {
                assertThat(read(bytes, count)).hasSize(count);
              } catch (FormatException e) {
                assertThat(e).hasMessageNotContaining("null");
              }
            });
  }

  private static long[] readBack(byte[] packed, int count) {
    try {
      return read(packed, count);
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] write(long[] numbers) {
    ByteWriter out = new ByteWriter();
    PackedNumbers.write(out, numbers);
    return out.toByteArray();
  }

  private static long[] read(byte[] packed, int count) throws FormatException {
    long[] numbers = new long[count];
    PackedNumbers.read(new ByteCursor(packed), numbers, 0, count);
    return numbers;
  }
}
