package io.millrace.ingester.enrich;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the value of the best-placed of a few keys in a logfmt line; keys are compared without
 * regard to case. What follows a syntax error (a stray quote or equals sign) is not looked at.
 */
final class LogfmtLevelScanner {
  private final FieldNames fields;

  LogfmtLevelScanner(FieldNames fields) {
    this.fields = fields;
  }

  /** The value, or null. */
  @Nullable String find(byte[] text, int start, int end) {
    int best = Integer.MAX_VALUE;
    int bestStart = 0;
    int bestEnd = 0;
    int at = start;
    while (at < end) {
      if (text[at] >= 0 && text[at] <= ' ') {
        at++;
        continue;
      }
      int keyStart = at;
      while (at < end && isKeyByte(text[at])) {
        at++;
      }
      int keyEnd = at;
      if ((at < end && text[at] == '"') || keyEnd == keyStart) {
        break;
      }
      int valueStart = at;
      int valueEnd = at;
      if (at < end && text[at] == '=') {
        at++;
        valueStart = at;
        if (at < end && text[at] == '"') {
          valueStart++;
          at = closingQuote(text, valueStart, end);
          if (at < 0) {
            break;
          }
          valueEnd = at++;
        } else {
          while (at < end && isKeyByte(text[at])) {
            at++;
          }
          valueEnd = at;
          if (at < end && (text[at] == '"' || text[at] == '=')) {
            break;
          }
        }
      }
      int field = fields.indexOfIgnoringCase(text, keyStart, keyEnd);
      if (field >= 0 && field < best) {
        best = field;
        bestStart = valueStart;
        bestEnd = valueEnd;
        if (field == 0) {
          break;
        }
      }
    }
    return best == Integer.MAX_VALUE
        ? null
        : new String(text, bestStart, bestEnd - bestStart, StandardCharsets.UTF_8);
  }

  private static boolean isKeyByte(byte c) {
    return (c < 0 || c > ' ') && c != '=' && c != '"';
  }

  private static int closingQuote(byte[] text, int from, int end) {
    for (int at = from; at < end; at++) {
      if (text[at] == '\\') {
        at++;
      } else if (text[at] == '"') {
        return at;
      }
    }
    return -1;
  }
}
