package io.millrace.service.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What a value in a config file can be.
 *
 * @param expected names it in an error
 * @param parsed reads it; throws {@link IllegalArgumentException} for another value
 * @param printed how the effective value is shown
 */
record ValueKind<T>(
    String expected, Function<String, ? extends T> parsed, Function<T, Object> printed) {
  static final ValueKind<String> TEXT = new ValueKind<>("a text", text -> text, text -> text);

  /** Prints without the password that may be in it. */
  static final ValueKind<String> URL = new ValueKind<>("a URL", text -> text, Secret::maskedUrl);

  static final ValueKind<String> SECRET =
      new ValueKind<>("a text", text -> text, text -> new Secret(text).toString());

  static final ValueKind<Boolean> BOOL =
      new ValueKind<>("true or false", ConfigNode::bool, value -> value);

  static final ValueKind<Long> BYTES =
      new ValueKind<>("a size like 4MB or 1048576", ByteSizes::parse, ByteSizes::print);

  /** One of the texts, compared exactly. */
  static ValueKind<String> oneOf(List<String> allowed) {
    return new ValueKind<>(
        "one of " + String.join(", ", allowed),
        text -> checked(text, allowed.contains(text)),
        text -> text);
  }

  static ValueKind<Long> integer(long min, long max) {
    return new ValueKind<>(
        "an integer" + range(min, max),
        text -> {
          long value = ConfigNode.integer(text);
          return checked(value, value >= min && value <= max);
        },
        value -> value);
  }

  static ValueKind<Double> decimal(double min, double max) {
    return new ValueKind<>(
        "a number" + (min == -Double.MAX_VALUE ? "" : " from " + min + " to " + max),
        text -> {
          double value = ConfigNode.decimal(text);
          return checked(value, !(value < min) && !(value > max));
        },
        value -> value);
  }

  static ValueKind<Duration> duration(Duration min) {
    return new ValueKind<>(
        "a duration like 30s or 1h30m"
            + (min.isZero() ? "" : " of at least " + Durations.print(min)),
        text -> {
          Duration value = Durations.parse(text);
          return checked(value, value.compareTo(min) >= 0);
        },
        Durations::print);
  }

  private static <T> T checked(T value, boolean isAllowed) {
    if (!isAllowed) {
      throw new IllegalArgumentException("not allowed: " + value);
    }
    return value;
  }

  private static String range(long min, long max) {
    if (min == Long.MIN_VALUE || min == Integer.MIN_VALUE) {
      return "";
    }
    boolean isOpen = max == Long.MAX_VALUE || max == Integer.MAX_VALUE;
    return isOpen ? " of at least " + min : " from " + min + " to " + max;
  }
}
