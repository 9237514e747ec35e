package io.millrace.units;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a time part by part of a layout; one use per object. */
final class GoLayoutReader {
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

  private final String text;
  private int at;
  private int year;
  private int month = 1;
  private int day = 1;
  private int dayOfYear;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private boolean isTwelveHours;
  private boolean isAfternoon;
  private String zoneName = "";
  private @Nullable ZoneOffset offset;

  GoLayoutReader(String text) {
    this.text = text;
  }

  void read(GoLayout.Part part, GoLayout.@Nullable Part next) {
    if (!part.isElement()) {
      literal(part.text());
      return;
    }
    switch (part.text()) {
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
        second = digits(part.text().length(), 2);
        // A fraction may follow the seconds even where the layout has none.
        if (next == null || !next.isFraction()) {
          optionalFraction();
        }
      }
      case "PM", "pm" -> halfOfDay();
      case "MST" -> abbreviation();
      default -> fractionOrOffset(part);
    }
  }

  private void literal(String expected) {
    if (!text.startsWith(expected, at)) {
      throw unexpected("\"" + expected + "\"");
    }
    at += expected.length();
  }

  private void fractionOrOffset(GoLayout.Part part) {
    if (!part.isFraction()) {
      offset(part.text());
    } else if (part.text().charAt(1) == '9') {
      optionalFraction();
    } else {
      fraction(part.text().length() - 1);
    }
  }

  private void twelve(int value) {
    if (value > 12) {
      throw unexpected("an hour up to 12");
    }
    hour = value;
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

  private void abbreviation() {
    int start = at;
    while (at < text.length() && Character.isUpperCase(text.charAt(at)) && at - start < 5) {
      at++;
    }
    if (at - start < 3) {
      throw unexpected("a zone's abbreviation");
    }
    zoneName = text.substring(start, at);
  }

  private void offset(String element) {
    if (element.charAt(0) == 'Z' && at < text.length() && text.charAt(at) == 'Z') {
      at++;
      zoneName = "UTC";
      return;
    }
    char sign = at < text.length() ? text.charAt(at) : 0;
    if (sign != '+' && sign != '-') {
      throw unexpected("an offset");
    }
    at++;
    boolean hasColons = element.contains(":");
    int fields = element.replace(":", "").length() / 2;
    int seconds = 0;
    for (int i = 0; i < fields; i++) {
      if (i > 0 && hasColons) {
        literal(":");
      }
      int value = digits(2, 2);
      seconds += i == 0 ? value * 3600 : i == 1 ? value * 60 : value;
    }
    offset = ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
  }

  private void optionalFraction() {
    if (at + 1 < text.length()
        && (text.charAt(at) == '.' || text.charAt(at) == ',')
        && Character.isDigit(text.charAt(at + 1))) {
      int end = at + 1;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      fraction(end - at - 1);
    }
  }

  private void fraction(int digits) {
    if (at >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
      throw unexpected("a fraction");
    }
    at++;
    nanos = 0;
    int unit = 100_000_000;
    for (int i = 0; i < digits; i++, at++) {
      if (at >= text.length() || !Character.isDigit(text.charAt(at))) {
        throw unexpected("a digit");
      }
      nanos += Character.digit(text.charAt(at), 10) * unit;
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

  GoLayout.Parsed finish(ZoneId zone) {
    if (at != text.length()) {
      throw new DateTimeException("more text than the layout has: " + text.substring(at));
    }
    if (isTwelveHours) {
      hour = hour % 12 + (isAfternoon ? 12 : 0);
    }
    LocalDate date =
        dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
    LocalDateTime local = date.atTime(hour, minute, second, nanos);
    ZoneOffset given = offset;
    if (given != null) {
      return ofOffset(local.atZone(given), given, zone);
    }
    ZonedDateTime ofZone = local.atZone(zone);
    String name = TimeZoneNames.abbreviation(zone, ofZone.toInstant());
    // Go knows no other abbreviations than those of the zone at hand; the rest has offset 0.
    boolean isOfZone = zoneName.isEmpty() || zoneName.equals(name);
    return isOfZone
        ? new GoLayout.Parsed(ofZone, name)
        : new GoLayout.Parsed(local.atZone(ZoneOffset.UTC), zoneName);
  }

  private GoLayout.Parsed ofOffset(ZonedDateTime time, ZoneOffset given, ZoneId zone) {
    boolean isOfZone = zone.getRules().getOffset(time.toInstant()).equals(given);
    return isOfZone
        ? new GoLayout.Parsed(
            time.withZoneSameInstant(zone), TimeZoneNames.abbreviation(zone, time.toInstant()))
        : new GoLayout.Parsed(time, zoneName);
  }
}
