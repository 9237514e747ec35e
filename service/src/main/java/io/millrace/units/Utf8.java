package io.millrace.units;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 with Go's reading of bad input: each byte that is not part of a well-formed sequence
 * becomes one U+FFFD (Java's own decoder may fold several into one).
 */
public final class Utf8 {
  private Utf8() {}

  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The text of {@code bytes[from..to)}. */
  public static String decode(byte[] bytes, int from, int to) {
    String fast = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return fast.indexOf('\uFFFD') < 0 ? fast : decodeBadInput(bytes, from, to);
  }

  private static String decodeBadInput(byte[] bytes, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; ) {
      int length = sequenceLength(bytes, i, to);
      if (length == 0) {
        out.append('\uFFFD');
        i++;
      } else {
        out.append(new String(bytes, i, length, StandardCharsets.UTF_8));
        i += length;
      }
    }
    return out.toString();
  }

  /** Length of the well-formed sequence at {@code at}, or 0 when there is none. */
  public static int sequenceLength(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (at + length > to) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Bytes of the text in UTF-8. */
  public static int length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
        length += 4;
        i++;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
