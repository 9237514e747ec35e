package io.millrace.template;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a time by a layout, element by element; one use per object. */
final class GoLayoutReader {
  private final String layout;
  private final String text;
  private int at;
  private int year = 0;
  private int month = 1;
  private int day = 1;
  private int yearDay = -1;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private @Nullable Boolean afternoon;
  private @Nullable Integer offsetSeconds;
  private boolean utc;

  GoLayoutReader(String layout, String text) {
    this.layout = layout;
    this.text = text;
  }

  @Nullable GoTime read(ZoneId zone) {
    try {
      for (int i = 0; i < layout.length(); ) {
        String element = GoLayout.element(layout, i);
        if (element == null) {
          if (at >= text.length() || text.charAt(at) != layout.charAt(i)) {
            return null;
          }
          at++;
          i++;
        } else {
          element(element);
          i += element.length();
        }
      }
      return at == text.length() ? build(zone) : null;
    } catch (IndexOutOfBoundsException | DateTimeException | NumberFormatException doesNotFit) {
      return null;
    }
  }

  private GoTime build(ZoneId zone) {
    if (afternoon != null) {
      hour = hour % 12 + (afternoon ? 12 : 0);
    }
    LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nanos);
    if (yearDay > 0) {
      local = local.with(ChronoField.DAY_OF_YEAR, yearDay);
    }
    if (utc) {
      return new GoTime(local.atZone(ZoneOffset.UTC), "UTC");
    }
    Integer offset = offsetSeconds;
    if (offset != null) {
      ZonedDateTime time = local.atZone(ZoneOffset.ofTotalSeconds(offset));
      boolean ofZone = zone.getRules().getOffset(time.toInstant()).getTotalSeconds() == offset;
      return ofZone ? GoTime.of(time.withZoneSameInstant(zone), zone) : new GoTime(time, "");
    }
    return GoTime.of(local.atZone(zone), zone);
  }

  private void element(String element) {
    switch (element) {
      case "January", "Jan" -> month = name(element.length() > 3, true) + 1;
      case "Monday", "Mon" -> name(element.length() > 3, false);
      case "2006" -> year = digits(4, 4);
      case "06" -> {
        int two = digits(2, 2);
        year = two >= 69 ? 1900 + two : 2000 + two;
      }
      case "01" -> month = digits(2, 2);
      case "1" -> month = digits(1, 2);
      case "02" -> day = digits(2, 2);
      case "2" -> day = digits(1, 2);
      case "_2" -> {
        if (text.charAt(at) == ' ') {
          at++;
        }
        day = digits(1, 2);
      }
      case "002", "__2" -> yearDay = digits(3, 3);
      case "15" -> hour = digits(2, 2);
      case "03" -> hour = digits(2, 2);
      case "3" -> hour = digits(1, 2);
      case "04" -> minute = digits(2, 2);
      case "4" -> minute = digits(1, 2);
      case "05" -> seconds(2);
      case "5" -> seconds(1);
      case "PM", "pm" -> {
        afternoon = text.substring(at, at + 2).toUpperCase(Locale.ROOT).equals("PM");
        at += 2;
      }
      case "MST" -> zoneName();
      default -> {
        if (element.charAt(0) == '.' || element.charAt(0) == ',') {
          fraction();
        } else {
          offset(element);
        }
      }
    }
  }

  private int digits(int least, int most) {
    int from = at;
    while (at < text.length() && at - from < most && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (at - from < least) {
      throw new NumberFormatException("too few digits");
    }
    return Integer.parseInt(text, from, at, 10);
  }

  private void seconds(int least) {
    second = digits(least, 2);
    // A fraction may follow the seconds even where the layout has none.
    fraction();
  }

  private void fraction() {
    if (at + 1 >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
      return;
    }
    int from = at + 1;
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    if (to == from) {
      return;
    }
    String nine = (text.substring(from, to) + "000000000").substring(0, 9);
    nanos = Integer.parseInt(nine);
    at = to;
  }

  private int name(boolean full, boolean months) {
    for (int i = 0; i < (months ? 12 : 7); i++) {
      String name =
          months
              ? Month.of(i + 1).getDisplayName(TextStyle.FULL, Locale.ENGLISH)
              : DayOfWeek.of(i + 1).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      String wanted = full ? name : name.substring(0, 3);
      if (text.regionMatches(true, at, wanted, 0, wanted.length())) {
        at += wanted.length();
        return i;
      }
    }
    throw new NumberFormatException("no such name");
  }

  private void zoneName() {
    int from = at;
    while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
      at++;
    }
    if (at - from < 3) {
      throw new NumberFormatException("no zone name");
    }
    utc |= text.substring(from, at).equals("UTC");
  }

  private void offset(String element) {
    if (element.charAt(0) == 'Z' && at < text.length() && text.charAt(at) == 'Z') {
      at++;
      utc = true;
      return;
    }
    int sign = text.charAt(at) == '-' ? -1 : 1;
    if (text.charAt(at) != '-' && text.charAt(at) != '+') {
      throw new NumberFormatException("no offset");
    }
    at++;
    int seconds = digits(2, 2) * 3600;
    if (element.length() > 3) {
      if (element.indexOf(':') > 0) {
        if (text.charAt(at) != ':') {
          throw new NumberFormatException("no colon");
        }
        at++;
      }
      seconds += digits(2, 2) * 60;
    }
    offsetSeconds = sign * seconds;
  }
}
