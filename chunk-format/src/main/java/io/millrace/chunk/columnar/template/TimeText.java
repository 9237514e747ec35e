package io.millrace.chunk.columnar.template;

import java.time.LocalDate;

/**
 * Times as logs write them: a date and a time of day to the second, which every line has, then
 * perhaps a fraction.
 *
 * <pre>
 * 2026-11-29T20:51:17.123     with a T or a space, and a fraction behind a point or a comma
 * 29/Nov/2026:20:51:17        of web servers
 * </pre>
 */
final class TimeText {
  /** Not a time. */
  static final long NONE = Long.MIN_VALUE;

  /** Bytes up to the fraction, in the order of {@code ISO} and {@code CLF}. */
  static final int ISO_LENGTH = 19;

  static final int CLF_LENGTH = 20;
  static final int ISO = 0;
  static final int CLF = 1;
  static final int MAX_FRACTION = 9;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final byte[] ISO_SHAPE =
      "0000-00-00T00:00:00".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] CLF_SHAPE =
      "00/aaa/0000:00:00:00".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private TimeText() {}

  /** Where a time that begins at {@code start} ends, without a zone; {@code start} if none does. */
  static int end(byte[] text, int start) {
    int limit = text.length;
    if (start + 4 >= limit) {
      return start;
    }
    int style = text[start + 4] == '-' ? ISO : text[start + 2] == '/' ? CLF : -1;
    if (style < 0 || start + length(style) > limit || seconds(text, start, style) == NONE) {
      return start;
    }
    int at = start + length(style);
    if (at + 1 < limit && isPoint(text[at]) && isDigit(text[at + 1])) {
      int digits = at + 1;
      while (digits < limit && isDigit(text[digits])) {
        digits++;
      }
      return digits - at - 1 <= MAX_FRACTION ? digits : at;
    }
    return at;
  }

  static boolean isPoint(byte c) {
    return c == '.' || c == ',';
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  static int length(int style) {
    return style == ISO ? ISO_LENGTH : CLF_LENGTH;
  }

  /** Seconds since 1970 of the time of that style at {@code start}, or {@link #NONE}. */
  static long seconds(byte[] text, int start, int style) {
    byte[] shape = style == ISO ? ISO_SHAPE : CLF_SHAPE;
    for (int i = 0; i < shape.length; i++) {
      byte c = text[start + i];
      boolean fits =
          switch (shape[i]) {
            case '0' -> isDigit(c);
            case 'T' -> c == 'T' || c == ' ';
            case 'a' -> true;
            default -> c == shape[i];
          };
      if (!fits) {
        return NONE;
      }
    }
    int month = style == ISO ? two(text, start + 5) : month(text, start + 3);
    int year = style == ISO ? four(text, start) : four(text, start + 7);
    int day = style == ISO ? two(text, start + 8) : two(text, start);
    int clock = start + (style == ISO ? 11 : 12);
    int hour = two(text, clock);
    int minute = two(text, clock + 3);
    int second = two(text, clock + 6);
    if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
      return NONE;
    }
    if (year < 1700 || year > 2200 || day > daysIn(year, month)) {
      return NONE;
    }
    return 86_400 * epochDay(year, month, day) + 3600L * hour + 60L * minute + second;
  }

  private static int month(byte[] text, int at) {
    for (int i = 0; i < 12; i++) {
      if (text[at] == MONTHS.charAt(3 * i)
          && text[at + 1] == MONTHS.charAt(3 * i + 1)
          && text[at + 2] == MONTHS.charAt(3 * i + 2)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int daysIn(int year, int month) {
    return switch (month) {
      case 4, 6, 9, 11 -> 30;
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      default -> 31;
    };
  }

  /** Days since 1970, with years that begin in March so that a leap day is the last one. */
  private static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
  }

  private static int two(byte[] text, int at) {
    return 10 * (text[at] - '0') + text[at + 1] - '0';
  }

  private static int four(byte[] text, int at) {
    return 100 * two(text, at) + two(text, at + 2);
  }

  /**
   * Writes the date of a time, and what stands around its digits.
   *
   * @param day since 1970, in the years 1700 to 2200
   * @param separator between date and time of day, in the style ISO
   * @param out gets as many bytes as {@link #length} says
   */
  static void putDay(long day, int style, int separator, byte[] out) {
    LocalDate date = LocalDate.ofEpochDay(day);
    byte[] shape = style == ISO ? ISO_SHAPE : CLF_SHAPE;
    System.arraycopy(shape, 0, out, 0, shape.length);
    if (style == ISO) {
      putFour(date.getYear(), out, 0);
      putTwo(date.getMonthValue(), out, 5);
      putTwo(date.getDayOfMonth(), out, 8);
      out[10] = (byte) separator;
    } else {
      putTwo(date.getDayOfMonth(), out, 0);
      for (int i = 0; i < 3; i++) {
        out[3 + i] = (byte) MONTHS.charAt(3 * (date.getMonthValue() - 1) + i);
      }
      putFour(date.getYear(), out, 7);
    }
  }

  /** Writes the time of day at {@code at} of {@code out}, where its colons stand already. */
  static void putClock(int secondOfDay, byte[] out, int at) {
    putTwo(secondOfDay / 3600, out, at);
    putTwo(secondOfDay / 60 % 60, out, at + 3);
    putTwo(secondOfDay % 60, out, at + 6);
  }

  private static void putTwo(int number, byte[] out, int at) {
    out[at] = (byte) ('0' + number / 10);
    out[at + 1] = (byte) ('0' + number % 10);
  }

  private static void putFour(int number, byte[] out, int at) {
    putTwo(number / 100, out, at);
    putTwo(number % 100, out, at + 2);
  }
}
