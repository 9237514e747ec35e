package io.millrace.agent.pipeline;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Go's time layouts: times written as the reference time {@code Mon Jan 2 15:04:05 MST 2006}. */
final class GoLayout {
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("ANSIC", "Mon Jan _2 15:04:05 2006"),
          Map.entry("UnixDate", "Mon Jan _2 15:04:05 MST 2006"),
          Map.entry("RubyDate", "Mon Jan 02 15:04:05 -0700 2006"),
          Map.entry("RFC822", "02 Jan 06 15:04 MST"),
          Map.entry("RFC822Z", "02 Jan 06 15:04 -0700"),
          Map.entry("RFC850", "Monday, 02-Jan-06 15:04:05 MST"),
          Map.entry("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"),
          Map.entry("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"),
          Map.entry("RFC3339", "2006-01-02T15:04:05Z07:00"),
          Map.entry("RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"));

  /** Longer ones stand before those that they begin with. */
  private static final List<String> TOKENS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "2006",
          "__2",
          "_2",
          "002",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "15",
          "PM",
          "pm",
          "-07:00:00",
          "-070000",
          "-07:00",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z070000",
          "Z07:00",
          "Z0700",
          "Z07",
          "1",
          "2",
          "3",
          "4",
          "5");

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final List<String> DAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

  private final List<String> parts;
  private final boolean hasYear;

  private GoLayout(List<String> parts) {
    this.parts = parts;
    this.hasYear = parts.contains("2006") || parts.contains("06");
  }

  /** A named layout or a custom one. */
  static GoLayout of(String format) {
    return new GoLayout(split(NAMED.getOrDefault(format, format)));
  }

  /** Tokens, and literal characters one by one with an apostrophe before them. */
  private static List<String> split(String layout) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at < layout.length()) {
      String token = fraction(layout, at);
      for (int i = 0; i < TOKENS.size() && token.isEmpty(); i++) {
        if (layout.startsWith(TOKENS.get(i), at)) {
          token = TOKENS.get(i);
        }
      }
      parts.add(token.isEmpty() ? "'" + layout.charAt(at) : token);
      at += Math.max(1, token.length());
    }
    return List.copyOf(parts);
  }

  private static String fraction(String layout, int at) {
    char c = layout.charAt(at);
    if ((c != '.' && c != ',') || at + 1 == layout.length()) {
      return "";
    }
    char digit = layout.charAt(at + 1);
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean isDigitNext = end < layout.length() && Character.isDigit(layout.charAt(end));
    return (digit == '0' || digit == '9') && !isDigitNext ? layout.substring(at, end) : "";
  }

  /**
   * Reads a time.
   *
   * @param zone of times that name none
   * @param today for times without a year
   * @return nanoseconds since 1970
   * @throws DateTimeException when the text is not of this layout
   */
  long parse(String text, ZoneId zone, LocalDate today) {
    Reader in = new Reader(text);
    for (int i = 0; i < parts.size(); i++) {
      String next = i + 1 < parts.size() ? parts.get(i + 1) : "";
      in.read(parts.get(i), next);
    }
    if (in.at != text.length()) {
      throw new DateTimeException("more text than the layout has: " + text.substring(in.at));
    }
    return in.nanos(zone, today, hasYear);
  }

  /** What has been read of one text. */
  private static final class Reader {
    private final String text;
    private int at;
    private int year = 1970;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private int minute;
    private int second;
    private long fraction;
    private boolean isTwelveHours;
    private boolean isAfternoon;
    private boolean hasOffset;
    private int offsetSeconds;

    Reader(String text) {
      this.text = text;
    }

    void read(String token, String next) {
      switch (token) {
        case "2006" -> year = digits(4, 4);
        case "06" -> {
          int two = digits(2, 2);
          year = two >= 69 ? 1900 + two : 2000 + two;
        }
        case "January" -> month = 1 + name(MONTHS, 0);
        case "Jan" -> month = 1 + name(MONTHS, 3);
        case "01" -> month = digits(2, 2);
        case "1" -> month = digits(1, 2);
        case "Monday" -> name(DAYS, 0);
        case "Mon" -> name(DAYS, 3);
        case "02" -> day = digits(2, 2);
        case "2" -> day = digits(1, 2);
        case "_2" -> {
          spaces(1);
          day = digits(1, 2);
        }
        case "__2" -> {
          spaces(2);
          dayOfYear = digits(1, 3);
        }
        case "002" -> dayOfYear = digits(3, 3);
        case "15" -> hour = digits(1, 2);
        case "03" -> twelve(digits(2, 2));
        case "3" -> twelve(digits(1, 2));
        case "04" -> minute = digits(2, 2);
        case "4" -> minute = digits(1, 2);
        case "05", "5" -> {
          second = digits(token.length(), 2);
          boolean isOwn = next.length() > 1 && (next.charAt(0) == '.' || next.charAt(0) == ',');
          if (!isOwn) {
            optionalFraction();
          }
        }
        case "PM", "pm" -> halfOfDay();
        case "MST" -> abbreviation();
        default -> other(token);
      }
    }

    private void other(String token) {
      char first = token.charAt(0);
      if (first == '\'') {
        if (at >= text.length() || text.charAt(at) != token.charAt(1)) {
          throw unexpected("\"" + token.charAt(1) + "\"");
        }
        at++;
      } else if (first == 'Z' || first == '-') {
        offset(token);
      } else if (token.charAt(1) == '9') {
        optionalFraction();
      } else {
        at++;
        int digits = token.length() - 1;
        fraction(at - 1, digits);
      }
    }

    private void twelve(int value) {
      hour = value;
      if (value > 12) {
        throw unexpected("an hour up to 12");
      }
      isTwelveHours = true;
    }

    private void halfOfDay() {
      String half = text.substring(at, Math.min(text.length(), at + 2)).toUpperCase(Locale.ROOT);
      if (!half.equals("AM") && !half.equals("PM")) {
        throw unexpected("AM or PM");
      }
      isTwelveHours = true;
      isAfternoon = half.equals("PM");
      at += 2;
    }

    /** Only UTC's names mean something; others count as offset 0, as in Go. */
    private void abbreviation() {
      int start = at;
      while (at < text.length() && Character.isUpperCase(text.charAt(at)) && at - start < 5) {
        at++;
      }
      if (at - start < 3) {
        throw unexpected("a zone's abbreviation");
      }
      hasOffset = true;
    }

    private void offset(String token) {
      hasOffset = true;
      if (token.charAt(0) == 'Z' && at < text.length() && text.charAt(at) == 'Z') {
        at++;
        return;
      }
      char sign = at < text.length() ? text.charAt(at) : 0;
      if (sign != '+' && sign != '-') {
        throw unexpected("an offset");
      }
      at++;
      boolean hasColons = token.contains(":");
      int fields = token.replace(":", "").length() / 2;
      int seconds = 0;
      for (int i = 0; i < fields; i++) {
        if (i > 0 && hasColons) {
          if (at >= text.length() || text.charAt(at) != ':') {
            throw unexpected("\":\"");
          }
          at++;
        }
        int value = digits(2, 2);
        seconds += i == 0 ? value * 3600 : i == 1 ? value * 60 : value;
      }
      offsetSeconds = sign == '-' ? -seconds : seconds;
    }

    private void optionalFraction() {
      if (at + 1 < text.length()
          && (text.charAt(at) == '.' || text.charAt(at) == ',')
          && Character.isDigit(text.charAt(at + 1))) {
        int end = at + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
          end++;
        }
        int digits = end - at - 1;
        at++;
        fraction(at - 1, digits);
      }
    }

    private void fraction(int mark, int digits) {
      if (mark >= text.length() || (text.charAt(mark) != '.' && text.charAt(mark) != ',')) {
        throw unexpected("a fraction");
      }
      long unit = 100_000_000;
      for (int i = 0; i < digits; i++, at++) {
        if (at >= text.length() || !Character.isDigit(text.charAt(at))) {
          throw unexpected("a digit");
        }
        fraction += (text.charAt(at) - '0') * unit;
        unit /= 10;
      }
    }

    private void spaces(int most) {
      for (int i = 0; i < most && at < text.length() && text.charAt(at) == ' '; i++) {
        at++;
      }
    }

    private int digits(int least, int most) {
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < most && Character.isDigit(text.charAt(at))) {
        value = value * 10 + Character.digit(text.charAt(at++), 10);
      }
      if (at - start < least) {
        throw unexpected(least + " digits");
      }
      return value;
    }

    private int name(List<String> names, int letters) {
      for (int i = 0; i < names.size(); i++) {
        String name = letters == 0 ? names.get(i) : names.get(i).substring(0, letters);
        if (text.regionMatches(true, at, name, 0, name.length())) {
          at += name.length();
          return i;
        }
      }
      throw unexpected("a name of a month or day");
    }

    private DateTimeException unexpected(String expected) {
      return new DateTimeException(
          "expected " + expected + " at character " + (at + 1) + " of \"" + text + "\"");
    }

    long nanos(ZoneId zone, LocalDate today, boolean hasYear) {
      if (isTwelveHours) {
        hour = hour % 12 + (isAfternoon ? 12 : 0);
      }
      if (!hasYear) {
        int now = today.getMonthValue();
        year = today.getYear() + (month == 12 && now == 1 ? -1 : month == 1 && now == 12 ? 1 : 0);
      }
      LocalDate date;
      if (dayOfYear > 0) {
        date = LocalDate.ofYearDay(year, dayOfYear);
      } else if (!hasYear && month == 2 && day == 29) {
        date = LocalDate.of(year, 2, 28).plusDays(1);
      } else {
        date = LocalDate.of(year, month, day);
      }
      LocalDateTime time = date.atTime(hour, minute, second);
      long seconds =
          hasOffset
              ? time.toEpochSecond(ZoneOffset.UTC) - offsetSeconds
              : time.atZone(zone).toEpochSecond();
      return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), fraction);
    }
  }
}
