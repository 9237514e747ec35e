package io.millrace.snappy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.testing.Fuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyTest {
  /** Text with repeats near and far, of every length that the encoder treats apart. */
  private static byte[] text(int length, Random random) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int run = Math.min(length - at, 1 + random.nextInt(1 << random.nextInt(12)));
      if (at > 0 && random.nextInt(3) > 0) {
        int from = at - 1 - random.nextInt(Math.min(at, 1 << random.nextInt(17)));
        for (int i = 0; i < run; i++) {
          bytes[at + i] = bytes[from + i];
        }
      } else {
        for (int i = 0; i < run; i++) {
          bytes[at + i] = (byte) random.nextInt(random.nextBoolean() ? 4 : 256);
        }
      }
      at += run;
    }
    return bytes;
  }

  @Test
  void blocksAndStreamsComeBack() {
    qt().withExamples(400)
        .forAll(longs().all(), integers().between(0, 300_000))
        .checkAssert(
            (seed, length) -> {
              byte[] plain = text(length, new Random(seed));
              try {
                byte[] block = SnappyBlock.compress(plain, 0, length);
                assertThat(SnappyBlock.decompress(block, 0, block.length, length)).isEqualTo(plain);
                byte[] stream = SnappyFrame.compress(plain, 0, length);
                assertThat(SnappyFrame.decompress(stream, 0, stream.length, length))
                    .isEqualTo(plain);
              } catch (FormatException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void readsEveryKindOfElement() throws FormatException {
    byte[] block =
        new ByteWriter()
            .uvarint(4 + 5 + 6 + 7 + 70)
            .u8(3 << 2)
            .bytes("abcd".getBytes(StandardCharsets.US_ASCII))
            .u8((1 << 2) | 1)
            .u8(4)
            .u8((5 << 2) | 2)
            .u8(1)
            .u8(0)
            .u8((6 << 2) | 3)
            .intLe(4)
            .u8(61 << 2)
            .u8(69)
            .u8(0)
            .bytes(new byte[70])
            .toByteArray();
    String expected = "abcd" + "abcda" + "aaaaaa" + "aaaaaaa" + "\0".repeat(70);
    byte[] plain = SnappyBlock.decompress(block, 0, block.length, 1000);
    assertThat(new String(plain, StandardCharsets.US_ASCII)).isEqualTo(expected);
  }

  @Test
  void refusesADeclaredLengthBeforeTakingMemory() {
    byte[] bomb = new ByteWriter().uvarint(0xFFFF_FFFFL).u8(0).u8(0).toByteArray();
    assertThatThrownBy(() -> SnappyBlock.decompress(bomb, 0, bomb.length, 1 << 20))
        .isInstanceOf(FormatException.class)
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.TOO_LARGE);
    assertThatThrownBy(() -> SnappyBlock.decompress(bomb, 0, bomb.length, Integer.MAX_VALUE))
        .isInstanceOf(FormatException.class);
    byte[] unfounded = new ByteWriter().uvarint(1 << 30).u8(0).u8(0).toByteArray();
    assertThatThrownBy(
            () -> SnappyBlock.decompress(unfounded, 0, unfounded.length, Integer.MAX_VALUE))
        .hasMessageContaining("can't hold");
  }

  @Test
  void repetitiveTextShrinksManyTimes() {
    byte[] plain = "GET /healthz HTTP/1.1 200 12ms\n".repeat(4096).getBytes(StandardCharsets.UTF_8);
    assertThat(SnappyBlock.compress(plain, 0, plain.length).length).isLessThan(plain.length / 15);
  }

  @Test
  void randomBytesGrowByLessThanOneInAThousand() {
    byte[] plain = new byte[1 << 20];
    new Random(1).nextBytes(plain);
    assertThat(SnappyBlock.compress(plain, 0, plain.length).length)
        .isLessThan(plain.length + plain.length / 1000);
  }

  @Test
  void damagedStreamGivesTheSameBytesOrATypedError() throws IOException {
    byte[] plain = text(20_000, new Random(7));
    byte[] stream = SnappyFrame.compress(plain, 0, plain.length);
    Fuzz.run(
        stream,
        (damaged, random) -> {
          byte[] read = SnappyFrame.decompress(damaged, 0, damaged.length, plain.length);
          // A cut between two chunks leaves a valid, shorter stream.
          assertThat(read).isEqualTo(Arrays.copyOf(plain, read.length));
        });
  }

  @Test
  void damagedBlockGivesBytesOfTheDeclaredLengthOrATypedError() throws IOException {
    byte[] plain = text(5_000, new Random(7));
    byte[] block = SnappyBlock.compress(plain, 0, plain.length);
    Fuzz.run(
        block,
        (damaged, random) -> {
          byte[] read = SnappyBlock.decompress(damaged, 0, damaged.length, 8_000);
          assertThat((long) read.length)
              .isEqualTo(SnappyBlock.decompressedLength(damaged, 0, damaged.length));
        });
  }
}
