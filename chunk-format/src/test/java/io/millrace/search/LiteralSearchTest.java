package io.millrace.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralSearchTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Text of few different letters, so that literals almost match everywhere. */
  private static String text(Random random, int length) {
    String alphabet = random.nextBoolean() ? "abAB" : "aK@[`{\n\u00e1\u00c1e";
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        lower.setCharAt(i, Character.toLowerCase(c));
      }
    }
    return lower.toString();
  }

  @Test
  void findsWhatAPlainSearchFinds() {
    qt().withExamples(5_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              String text = text(random, random.nextInt(200));
              String literal = text(random, random.nextInt(6));
              if (random.nextBoolean() && !text.isEmpty()) {
                int from = random.nextInt(text.length());
                literal = text.substring(from, from + random.nextInt(text.length() - from + 1));
              }
              int from = random.nextInt(text.length() + 1);
              int to = from + random.nextInt(text.length() - from + 1);
              String part = text.substring(0, to);
              assertThat(LiteralSearch.exact(bytes(literal)).find(bytes(text), from, to))
                  .isEqualTo(part.indexOf(literal, from));
              assertThat(
                      LiteralSearch.ignoringAsciiCase(bytes(literal)).find(bytes(text), from, to))
                  .isEqualTo(lower(part).indexOf(lower(literal), from));
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 63, 64, 65})
  void findsALiteralAtEveryPlaceOfAWord(int length) {
    byte[] literal = bytes("xyz".substring(0, 1 + length % 3));
    for (int at = 0; at <= length; at++) {
      byte[] text = new byte[length + literal.length];
      Arrays.fill(text, (byte) '.');
      System.arraycopy(literal, 0, text, at, literal.length);
      assertThat(LiteralSearch.exact(literal).find(text, 0, text.length)).isEqualTo(at);
      assertThat(LiteralSearch.exact(literal).find(text, 0, at + literal.length - 1)).isEqualTo(-1);
      byte[] upper = bytes(new String(literal, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT));
      assertThat(LiteralSearch.exact(upper).isIn(text, 0, text.length)).isFalse();
      assertThat(LiteralSearch.ignoringAsciiCase(upper).find(text, 0, text.length)).isEqualTo(at);
    }
  }

  @Test
  void bytesOutsideOfAsciiHaveNoCase() {
    byte[] lower = "straße é".getBytes(StandardCharsets.UTF_8);
    byte[] upper = "STRAßE É".getBytes(StandardCharsets.UTF_8);
    assertThat(LiteralSearch.ignoringAsciiCase(lower).isIn(upper, 0, upper.length)).isFalse();
    byte[] sameAccents = "STRAßE é".getBytes(StandardCharsets.UTF_8);
    assertThat(LiteralSearch.ignoringAsciiCase(lower).isIn(sameAccents, 0, sameAccents.length))
        .isTrue();
  }

  @Test
  void theEmptyLiteralIsEverywhere() {
    assertThat(LiteralSearch.exact(new byte[0]).find(new byte[3], 1, 1)).isEqualTo(1);
    assertThat(LiteralSearch.exact(new byte[0]).length()).isZero();
  }
}
