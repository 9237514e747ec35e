package io.millrace.chunk.columnar.template;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the times of one column are written.
 *
 * @param style {@link TimeText#ISO} or {@link TimeText#CLF}
 * @param separator between date and time of day; of no meaning in the style CLF
 * @param point in front of the fraction; of no meaning without digits
 * @param digits of the fraction, 0 to 9
 * @param suffix what stands behind
 */
@SuppressWarnings("ArrayRecordComponent")
record TimeLayout(int style, int separator, int point, int digits, byte[] suffix) {
  static final int MAX_SUFFIX = 16;

  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  /** The layout of {@code text[start .. end)}, or null when it does not begin with a time. */
  static @Nullable TimeLayout of(byte[] text, int start, int end) {
    int stop = TimeText.end(text, start);
    if (stop == start || stop > end || end - stop > MAX_SUFFIX) {
      return null;
    }
    int style = text[start + 4] == '-' ? TimeText.ISO : TimeText.CLF;
    int digits = Math.max(0, stop - start - TimeText.length(style) - 1);
    int point = digits == 0 ? '.' : text[start + TimeText.length(style)];
    int separator = style == TimeText.ISO ? text[start + 10] : 'T';
    return new TimeLayout(style, separator, point, digits, Arrays.copyOfRange(text, stop, end));
  }

  /** Bytes of a time. */
  int length() {
    return TimeText.length(style) + (digits == 0 ? 0 : digits + 1) + suffix.length;
  }

  /** How many nanoseconds the last digit of the fraction stands for. */
  long unitNanos() {
    return POWERS_OF_TEN[TimeText.MAX_FRACTION - digits];
  }

  long unitsPerSecond() {
    return POWERS_OF_TEN[digits];
  }

  /** The time in units since 1970, or {@link TimeText#NONE} when the text has another layout. */
  long units(byte[] text, int start, int end) {
    if (end - start != length()) {
      return TimeText.NONE;
    }
    long seconds = TimeText.seconds(text, start, style);
    if (seconds == TimeText.NONE || (style == TimeText.ISO && text[start + 10] != separator)) {
      return TimeText.NONE;
    }
    int at = start + TimeText.length(style);
    long fraction = 0;
    if (digits > 0) {
      if (text[at++] != point) {
        return TimeText.NONE;
      }
      for (int i = 0; i < digits; i++) {
        if (!TimeText.isDigit(text[at])) {
          return TimeText.NONE;
        }
        fraction = 10 * fraction + text[at++] - '0';
      }
    }
    return Arrays.equals(text, at, end, suffix, 0, suffix.length)
        ? seconds * unitsPerSecond() + fraction
        : TimeText.NONE;
  }
}
