package io.millrace.logql.stage;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.millrace.units.Utf8;
import java.util.Arrays;

/** Hands lines to re2j. */
final class RegexInput {
  private RegexInput() {}

  /**
   * A matcher over the bytes of a line. ASCII goes in as bytes; other lines as text, since re2j 1.8
   * finds the end of a text in the middle of it when it reads characters of several bytes ({@code
   * ^.$} matches two of them).
   */
  static Matcher matcher(Pattern pattern, byte[] buffer, int from, int to) {
    return isAscii(buffer, from, to)
        ? pattern.matcher(Arrays.copyOfRange(buffer, from, to))
        : pattern.matcher(Utf8.decode(buffer, from, to));
  }

  static boolean isAscii(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
