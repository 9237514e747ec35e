package io.millrace.template;

import io.millrace.labels.GoQuote;
import io.millrace.units.GoLayout;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** Functions over time. The local zone is UTC, so that an answer does not depend on the server. */
final class TimeFunctions {
  private TimeFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("now", new Function("", (_, _) -> now()));
    all.put("date", new Function("sa", (a, _) -> time(a[1]).local().format((String) a[0])));
    all.put(
        "toDate",
        new Function("ss", (a, _) -> parse((String) a[0], (String) a[1], ZoneOffset.UTC)));
    all.put(
        "toDateInZone",
        new Function("sss", (a, _) -> parse((String) a[0], (String) a[2], zone((String) a[1]))));
    all.put("unixEpoch", new Function("t", (a, _) -> Long.toString(((GoTime) a[0]).unixSeconds())));
    all.put(
        "unixEpochMillis",
        new Function("t", (a, _) -> Long.toString(((GoTime) a[0]).unixMillis())));
    all.put(
        "unixEpochNanos", new Function("t", (a, _) -> Long.toString(((GoTime) a[0]).unixNanos())));
    all.put("unixToTime", new Function("s", (a, _) -> unixToTime((String) a[0])));
  }

  private static GoTime now() {
    return new GoTime(Instant.now().atZone(ZoneOffset.UTC), "UTC");
  }

  private static GoTime time(Object value) {
    return switch (value) {
      case GoTime t -> t;
      case Long seconds -> GoTime.ofSeconds(seconds);
      default -> now();
    };
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }

  private static GoTime parse(String layout, String text, ZoneId zone) {
    try {
      GoLayout.Parsed parsed = GoLayout.of(layout).parse(text, zone);
      return new GoTime(parsed.time(), parsed.zoneName());
    } catch (DateTimeException doesNotFit) {
      return GoTime.ZERO;
    }
  }

  private static GoTime unixToTime(String text) throws TemplateException {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      boolean tooLong = text.matches("[+-]?[0-9]+");
      throw new TemplateException(
          "unable to parse time '"
              + text
              + "': strconv.ParseInt: parsing "
              + GoQuote.quote(text)
              + (tooLong ? ": value out of range" : ": invalid syntax"));
    }
    return switch (text.length()) {
      case 5 -> GoTime.ofSeconds(number * 86_400);
      case 10 -> GoTime.ofSeconds(number);
      case 13 -> GoTime.ofNanos(number * 1_000_000);
      case 16 -> GoTime.ofNanos(number * 1_000);
      case 19 -> GoTime.ofNanos(number);
      // Loki formats an error that isn't there.
      default -> throw new TemplateException("unable to parse time '" + text + "': %!w(<nil>)");
    };
  }
}
