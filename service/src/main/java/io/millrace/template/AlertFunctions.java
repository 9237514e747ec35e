package io.millrace.template;

import com.google.re2j.PatternSyntaxException;
import io.millrace.units.GoDuration;
import io.millrace.units.GoFloat;
import io.millrace.units.PrometheusDuration;
import io.millrace.units.ValueException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus' functions for labels and annotations of alerts, but for those that run a query
 * ({@code query} and what takes its result apart).
 */
final class AlertFunctions {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};
  private static final String[] BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};

  private AlertFunctions() {}

  static void addTo(Map<String, Function> all) {
    addNumbers(all);
    addTimes(all);
    addTexts(all);
    addLinks(all);
  }

  private static void addNumbers(Map<String, Function> all) {
    all.put("humanize", new Function("a", (a, run) -> humanize(number(a[0]), run)));
    all.put("humanize1024", new Function("a", (a, run) -> humanize1024(number(a[0]), run)));
    all.put("humanizeDuration", new Function("a", (a, run) -> duration(number(a[0]), run)));
    all.put(
        "humanizePercentage",
        new Function("a", (a, run) -> shortly(number(a[0]) * 100, run) + "%"));
  }

  private static void addTimes(Map<String, Function> all) {
    all.put("humanizeTimestamp", new Function("a", (a, run) -> timestamp(number(a[0]), run)));
    all.put("toTime", new Function("a", (a, _) -> time(number(a[0]))));
    all.put(
        "toDuration",
        new Function(
            "a", (a, _) -> GoDuration.format(Math.round(number(a[0]) * NANOS_PER_SECOND))));
    all.put("now", new Function("", (_, run) -> run.input().timestampNanos() / NANOS_PER_SECOND));
    all.put("parseDuration", new Function("s", (a, _) -> seconds((String) a[0])));
  }

  private static void addTexts(Map<String, Function> all) {
    all.put("args", new Function("a*", (a, _) -> numbered(a)));
    all.put("safeHtml", new Function("s", (a, _) -> a[0]));
    all.put("title", new Function("s", (a, _) -> title((String) a[0])));
    all.put("toUpper", new Function("s", (a, _) -> ((String) a[0]).toUpperCase(Locale.ROOT)));
    all.put("toLower", new Function("s", (a, _) -> ((String) a[0]).toLowerCase(Locale.ROOT)));
    all.put("stripPort", new Function("s", (a, _) -> stripPort((String) a[0])));
    all.put("stripDomain", new Function("s", (a, _) -> stripDomain((String) a[0])));
    all.put(
        "match",
        new Function(
            "ss",
            (a, run) -> compiled(() -> run.pattern((String) a[0]).matcher((String) a[1]).find())));
    all.put(
        "reReplaceAll",
        new Function(
            "sss",
            (a, run) ->
                compiled(
                    () ->
                        GoRegex.replaceAll(
                            run.pattern((String) a[0]), (String) a[2], (String) a[1], false))));
  }

  private static void addLinks(Map<String, Function> all) {
    all.put("graphLink", new Function("s", (a, _) -> link((String) a[0], 0)));
    all.put("tableLink", new Function("s", (a, _) -> link((String) a[0], 1)));
    all.put("urlQueryEscape", new Function("s", (a, _) -> escaped((String) a[0])));
    all.put("externalURL", new Function("", (_, run) -> externalUrl(run)));
    all.put(
        "pathPrefix",
        new Function(
            "",
            (_, run) -> {
              String path = URI.create(externalUrl(run)).getPath();
              return path == null ? "" : path;
            }));
  }

  private static String externalUrl(RunContext run) {
    return run.input() instanceof AlertInput alert ? alert.externalUrl() : "";
  }

  private interface Regex<T> {
    T apply();
  }

  private static <T> T compiled(Regex<T> work) throws TemplateException {
    try {
      return work.apply();
    } catch (PatternSyntaxException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  /** A number, or a text that is one. */
  private static double number(Object value) throws TemplateException {
    return switch (value) {
      case Double d -> d;
      case Long n -> n;
      case String s -> {
        try {
          yield GoFloat.parse(s);
        } catch (ValueException e) {
          throw new TemplateException(String.valueOf(e.getMessage()));
        }
      }
      default ->
          throw new TemplateException("can't convert " + Values.typeName(value) + " to float");
    };
  }

  /** Four digits that count, as Go's {@code %.4g}. */
  private static String shortly(double value, RunContext run) throws TemplateException {
    return new GoFormat(run, new Object[] {value}).format("%.4g");
  }

  private static String humanize(double value, RunContext run) throws TemplateException {
    if (value == 0 || !Double.isFinite(value)) {
      return shortly(value, run);
    }
    return Math.abs(value) >= 1 ? scaled(value, 1000, LARGE, run) : fraction(value, run);
  }

  private static String humanize1024(double value, RunContext run) throws TemplateException {
    return Math.abs(value) <= 1 || !Double.isFinite(value)
        ? shortly(value, run)
        : scaled(value, 1024, BINARY, run);
  }

  private static String scaled(double value, double step, String[] units, RunContext run)
      throws TemplateException {
    double left = value;
    String unit = "";
    for (int i = 0; i < units.length && Math.abs(left) >= step; i++) {
      unit = units[i];
      left /= step;
    }
    return shortly(left, run) + unit;
  }

  private static String fraction(double value, RunContext run) throws TemplateException {
    double left = value;
    String unit = "";
    for (int i = 0; i < SMALL.length && Math.abs(left) < 1; i++) {
      unit = SMALL[i];
      left *= 1000;
    }
    return shortly(left, run) + unit;
  }

  private static String duration(double seconds, RunContext run) throws TemplateException {
    if (!Double.isFinite(seconds)) {
      return shortly(seconds, run);
    }
    if (seconds == 0) {
      return "0s";
    }
    if (Math.abs(seconds) < 1) {
      return fraction(seconds, run) + "s";
    }
    String sign = seconds < 0 ? "-" : "";
    long whole = (long) Math.abs(seconds);
    long minutes = whole / 60 % 60;
    long hours = whole / 3600 % 24;
    long days = whole / 86_400;
    String end = minutes + "m " + whole % 60 + "s";
    if (days > 0) {
      return sign + days + "d " + hours + "h " + end;
    }
    if (hours > 0) {
      return sign + hours + "h " + end;
    }
    return sign + (minutes > 0 ? end : shortly(Math.abs(seconds), run) + "s");
  }

  private static String timestamp(double seconds, RunContext run) throws TemplateException {
    return Double.isFinite(seconds) ? time(seconds).toString() : shortly(seconds, run);
  }

  private static GoTime time(double seconds) throws TemplateException {
    double nanos = seconds * NANOS_PER_SECOND;
    if (Double.isNaN(nanos) || nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
      throw new TemplateException(
          GoFloat.formatGeneral(seconds) + " cannot be represented as a nanoseconds timestamp");
    }
    return GoTime.ofNanos((long) nanos);
  }

  private static double seconds(String text) throws TemplateException {
    try {
      return PrometheusDuration.parse(text) / NANOS_PER_SECOND;
    } catch (ValueException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> numbered(Object[] values) {
    Map<String, Object> named = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put("arg" + i, values[i]);
    }
    return named;
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(begins ? Character.toTitleCase(c) : c);
      begins = !Character.isLetterOrDigit(c) && c != '_' && c != '\'';
    }
    return out.toString();
  }

  private static String stripPort(String address) {
    int colon = address.lastIndexOf(':');
    boolean isBareIpv6 = address.indexOf(':') != colon && !address.startsWith("[");
    if (colon < 0 || isBareIpv6 || address.endsWith("]")) {
      return address;
    }
    String host = address.substring(0, colon);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String stripDomain(String address) {
    String host = stripPort(address);
    if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
      return address;
    }
    String port = address.substring(host.length());
    int dot = host.indexOf('.');
    return (dot < 0 ? host : host.substring(0, dot)) + port;
  }

  private static String link(String expression, int tab) {
    return "/graph?g0.expr=" + escaped(expression) + "&g0.tab=" + tab;
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
