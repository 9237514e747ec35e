package io.millrace.ingester.enrich;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A short list of field names that byte ranges are looked up in. */
final class FieldNames {
  private final List<String> names;
  private final byte[][] bytes;
  private final byte[][] lowerCase;
  private final int longest;

  FieldNames(List<String> names) {
    this.names = List.copyOf(names);
    this.bytes = new byte[names.size()][];
    this.lowerCase = new byte[names.size()][];
    int longestSoFar = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
      lowerCase[i] = bytes[i].clone();
      for (int k = 0; k < lowerCase[i].length; k++) {
        lowerCase[i][k] = AsciiCase.lower(lowerCase[i][k]);
      }
      longestSoFar = Math.max(longestSoFar, bytes[i].length);
    }
    this.longest = longestSoFar;
  }

  List<String> asList() {
    return names;
  }

  /** Position of the name that equals the range, or -1. */
  int indexOf(byte[] text, int start, int end) {
    if (end - start > longest) {
      return -1;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (Arrays.equals(bytes[i], 0, bytes[i].length, text, start, end)) {
        return i;
      }
    }
    return -1;
  }

  /** Position of the first name that equals the range but for the case of ASCII letters, or -1. */
  int indexOfIgnoringCase(byte[] text, int start, int end) {
    int length = end - start;
    if (length > longest) {
      return -1;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if (lowerCase[i].length == length && AsciiCase.equalsLower(lowerCase[i], text, start)) {
        return i;
      }
    }
    return -1;
  }
}
