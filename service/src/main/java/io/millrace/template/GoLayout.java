package io.millrace.template;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Go's layouts of time, which are written as the reference time {@code Mon Jan 2 15:04:05 2006}.
 */
final class GoLayout {
  /** Longest first among those with a common beginning. */
  private static final List<String> ELEMENTS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "2006",
          "-07:00:00",
          "-07:00",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z07:00",
          "Z0700",
          "Z07",
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
          "_2006",
          "__2",
          "_2",
          "1",
          "2",
          "3",
          "4",
          "5");

  private GoLayout() {}

  /** The element at {@code at}, or null where the layout is literal. */
  static @Nullable String element(String layout, int at) {
    char c = layout.charAt(at);
    if ((c == '.' || c == ',') && at + 1 < layout.length()) {
      return fraction(layout, at);
    }
    if (layout.startsWith("_2006", at)) {
      return null;
    }
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, at)) {
        boolean shortName = element.equals("Jan") || element.equals("Mon");
        boolean wordGoesOn =
            shortName && at + 3 < layout.length() && Character.isLowerCase(layout.charAt(at + 3));
        if (!wordGoesOn) {
          return element;
        }
      }
    }
    return null;
  }

  private static @Nullable String fraction(String layout, int at) {
    char digit = layout.charAt(at + 1);
    if (digit != '0' && digit != '9') {
      return null;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean digitFollows = end < layout.length() && Character.isDigit(layout.charAt(end));
    return digitFollows ? null : layout.substring(at, end);
  }

  static String format(GoTime time, String layout) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < layout.length(); ) {
      String element = element(layout, at);
      if (element == null) {
        out.append(layout.charAt(at++));
      } else {
        append(out, time, element);
        at += element.length();
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out, GoTime goTime, String element) {
    ZonedDateTime time = goTime.time();
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    switch (element) {
      case "January" -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "Jan" ->
          out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case "Monday" ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "Mon" ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case "MST" -> {
        String name = goTime.zoneName();
        out.append(name.isEmpty() ? offset(time, "-0700") : name);
      }
      case "2006" -> pad(out, time.getYear(), 4, '0');
      case "06" -> pad(out, time.getYear() % 100, 2, '0');
      case "01" -> pad(out, time.getMonthValue(), 2, '0');
      case "1" -> out.append(time.getMonthValue());
      case "02" -> pad(out, time.getDayOfMonth(), 2, '0');
      case "_2" -> pad(out, time.getDayOfMonth(), 2, ' ');
      case "2" -> out.append(time.getDayOfMonth());
      case "002" -> pad(out, time.getDayOfYear(), 3, '0');
      case "__2" -> pad(out, time.getDayOfYear(), 3, ' ');
      case "15" -> pad(out, time.getHour(), 2, '0');
      case "03" -> pad(out, hour12, 2, '0');
      case "3" -> out.append(hour12);
      case "04" -> pad(out, time.getMinute(), 2, '0');
      case "4" -> out.append(time.getMinute());
      case "05" -> pad(out, time.getSecond(), 2, '0');
      case "5" -> out.append(time.getSecond());
      case "PM" -> out.append(time.getHour() < 12 ? "AM" : "PM");
      case "pm" -> out.append(time.getHour() < 12 ? "am" : "pm");
      default -> {
        if (element.charAt(0) == '.' || element.charAt(0) == ',') {
          appendFraction(out, time.getNano(), element);
        } else {
          out.append(offset(time, element));
        }
      }
    }
  }

  private static void pad(StringBuilder out, int value, int width, char filling) {
    String digits = Integer.toString(value);
    out.repeat(filling, Math.max(0, width - digits.length())).append(digits);
  }

  private static void appendFraction(StringBuilder out, int nanos, String element) {
    int digits = element.length() - 1;
    String text = String.format(Locale.ROOT, "%09d", nanos);
    text = digits <= 9 ? text.substring(0, digits) : text;
    if (element.charAt(1) == '9') {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '0') {
        end--;
      }
      if (end == 0) {
        return;
      }
      text = text.substring(0, end);
    }
    out.append(element.charAt(0)).append(text);
  }

  private static String offset(ZonedDateTime time, String element) {
    int seconds = time.getOffset().getTotalSeconds();
    if (element.charAt(0) == 'Z' && seconds == 0) {
      return "Z";
    }
    int absolute = Math.abs(seconds);
    String sign = seconds < 0 ? "-" : "+";
    String colon = element.indexOf(':') > 0 ? ":" : "";
    String text = sign + String.format(Locale.ROOT, "%02d", absolute / 3600);
    if (element.length() > 3) {
      text += colon + String.format(Locale.ROOT, "%02d", absolute / 60 % 60);
    }
    if (element.length() > 7) {
      text += colon + String.format(Locale.ROOT, "%02d", absolute % 60);
    }
    return text;
  }

  /** Reads {@code text} by {@code layout}; null when it does not fit. */
  static @Nullable GoTime parse(String layout, String text, ZoneId zone) {
    return new GoLayoutReader(layout, text).read(zone);
  }
}
