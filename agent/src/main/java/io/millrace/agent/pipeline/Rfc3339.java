package io.millrace.agent.pipeline;

/** Reads RFC 3339 times from bytes, as container run-times write them. */
public final class Rfc3339 {
  /** What {@link #parse} gives for bytes that are no time. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final long NANOS = 1_000_000_000L;
  private static final int SHORTEST = "2006-01-02T15:04:05Z".length();

  private Rfc3339() {}

  /**
   * Nanoseconds since 1970 of a time with any number of fraction digits and {@code Z} or an offset.
   *
   * @return {@link #INVALID} when it is none
   */
  public static long parse(byte[] b, int from, int end) {
    if (end - from < SHORTEST
        || b[from + 4] != '-'
        || b[from + 7] != '-'
        || (b[from + 10] | 0x20) != 't'
        || b[from + 13] != ':'
        || b[from + 16] != ':') {
      return INVALID;
    }
    int year = two(b, from) * 100 + two(b, from + 2);
    int month = two(b, from + 5);
    int day = two(b, from + 8);
    int hour = two(b, from + 11);
    int minute = two(b, from + 14);
    int second = two(b, from + 17);
    if ((year | month | day | hour | minute | second) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > daysIn(year, month)
        || hour > 23
        || minute > 59
        || second > 59) {
      return INVALID;
    }
    int at = from + 19;
    long nanos = 0;
    if (b[at] == '.' || b[at] == ',') {
      long unit = NANOS / 10;
      int first = ++at;
      for (; at < end && b[at] >= '0' && b[at] <= '9'; at++) {
        nanos += (b[at] - '0') * unit;
        unit /= 10;
      }
      if (at == first) {
        return INVALID;
      }
    }
    long offset = offsetSeconds(b, at, end);
    if (offset == INVALID) {
      return INVALID;
    }
    long seconds = epochDay(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second;
    return (seconds - offset) * NANOS + nanos;
  }

  private static long offsetSeconds(byte[] b, int at, int end) {
    if (at + 1 == end && (b[at] | 0x20) == 'z') {
      return 0;
    }
    if (at + 6 != end || b[at + 3] != ':' || (b[at] != '+' && b[at] != '-')) {
      return INVALID;
    }
    int hours = two(b, at + 1);
    int minutes = two(b, at + 4);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return INVALID;
    }
    long seconds = hours * 3_600L + minutes * 60L;
    return b[at] == '-' ? -seconds : seconds;
  }

  /** Two digits as a number, negative when they are none. */
  private static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1_000_000 : tens * 10 + ones;
  }

  private static int daysIn(int year, int month) {
    return switch (month) {
      case 4, 6, 9, 11 -> 30;
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      default -> 31;
    };
  }

  /** Days since 1970; years are counted from March so that the leap day is the last. */
  private static long epochDay(int year, int month, int day) {
    int shifted = month <= 2 ? year - 1 : year;
    int era = shifted / 400;
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
