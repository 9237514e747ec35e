package io.millrace.units;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** Writes the elements of a layout. */
final class GoLayoutWriter {
  private GoLayoutWriter() {}

  static void append(StringBuilder out, ZonedDateTime time, String zoneName, GoLayout.Part part) {
    String element = part.text();
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    switch (element) {
      case "January" -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "Jan" ->
          out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case "Monday" ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "Mon" ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case "MST" -> out.append(zoneName.isEmpty() ? offset(time, "-0700") : zoneName);
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
        if (part.isFraction()) {
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
    if (element.length() > 6) {
      text += colon + String.format(Locale.ROOT, "%02d", absolute % 60);
    }
    return text;
  }
}
