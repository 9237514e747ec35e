package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCursorTest {
  @Test
  void varintsComeBackInTheSizeThatWasForetold() {
    qt().forAll(longs().all(), longs().between(0, 63))
        .checkAssert(
            (value, shift) -> {
              long shifted = value >>> shift;
              ByteWriter out = new ByteWriter().uvarint(shifted).svarint(value);
              ByteCursor in = new ByteCursor(out.toByteArray());
              try {
                assertThat(in.uvarint("value")).isEqualTo(shifted);
                assertThat(in.position()).isEqualTo(ByteWriter.uvarintSize(shifted));
                assertThat(in.svarint("value")).isEqualTo(value);
              } catch (FormatException e) {
                throw new UncheckedIOException(e);
              }
              assertThat(in.hasRemaining()).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void varintsAtTheEdgesComeBack(long value) throws FormatException {
    ByteWriter out = new ByteWriter().uvarint(value).svarint(value);
    ByteCursor in = new ByteCursor(out.toByteArray());
    assertThat(in.uvarint("value")).isEqualTo(value);
    assertThat(in.svarint("value")).isEqualTo(value);
  }

  @Test
  void refusesAVarintOfMoreThan64Bits() {
    byte[] tooLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
    assertThatThrownBy(() -> new ByteCursor(tooLong).uvarint("size"))
        .isInstanceOf(FormatException.class)
        .hasMessage("size: varint of more than 64 bits at offset 0");
  }

  @Test
  void neverReadsBehindItsRange() {
    byte[] bytes = {9, -1, -1, 9, 9, 9, 9, 9, 9, 9, 9};
    ByteCursor in = new ByteCursor(bytes, 1, 2, 100);
    assertThatThrownBy(() -> in.uvarint("size"))
        .hasMessage("size: unexpected end of input, 2 bytes left at offset 100");
    assertThatThrownBy(() -> in.longLe("stamp")).hasMessageContaining("unexpected end of input");
    assertThatThrownBy(() -> in.skip(3, "line")).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> in.skip(-1, "line")).isInstanceOf(FormatException.class);
  }

  @Test
  void aLengthBeyondTheRangeIsDamageAndACountAboveTheCapIsTooLarge() {
    byte[] bytes = new ByteWriter().uvarint(1000).toByteArray();
    assertThatThrownBy(() -> new ByteCursor(bytes).length("line"))
        .hasMessage("line: length 1000 with 0 bytes left at offset 0");
    assertThatThrownBy(() -> new ByteCursor(bytes).count("entries", 999))
        .hasMessage("entries of 1000 is above the cap of 999 at offset 0")
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.TOO_LARGE);
  }

  @Test
  void fixedNumbersComeBack() throws FormatException {
    byte[] bytes =
        new ByteWriter(1)
            .u8(200)
            .intBe(-7)
            .intLe(-8)
            .longBe(-9)
            .longLe(-10)
            .utf8("é")
            .toByteArray();
    ByteCursor in = new ByteCursor(bytes);
    assertThat(in.u8("a")).isEqualTo(200);
    assertThat(in.intBe("b")).isEqualTo(-7);
    assertThat(in.intLe("c")).isEqualTo(-8);
    assertThat(in.longBe("d")).isEqualTo(-9);
    assertThat(in.longLe("e")).isEqualTo(-10);
    assertThat(in.utf8("f")).isEqualTo("é");
  }

  @Test
  void checksumIsTheCastagnoliOne() {
    byte[] check = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Crc32c.of(check, 0, 9)).isEqualTo(0xE3069283);
  }
}
