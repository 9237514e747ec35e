package io.millrace.store;

import com.google.re2j.Pattern;
import io.millrace.labels.GoQuote;
import io.millrace.labels.Labels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a stream label. A missing label counts as the empty value, and a regular
 * expression must match the whole value, as in Prometheus and Loki. Regular expressions have RE2
 * semantics and run in linear time.
 */
public final class LabelMatcher {
  /** How a value is compared. */
  public enum Type {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String operator;

    Type(String operator) {
      this.operator = operator;
    }

    public String operator() {
      return operator;
    }
  }

  private final String name;
  private final Type type;
  private final String value;
  private final @Nullable Pattern pattern;

  /**
   * A matcher on the label {@code name}.
   *
   * @throws com.google.re2j.PatternSyntaxException when {@code value} is not a regular expression
   *     and has to be one
   */
  public LabelMatcher(String name, Type type, String value) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.value = Objects.requireNonNull(value, "value");
    this.pattern =
        switch (type) {
          case EQUAL, NOT_EQUAL -> null;
          case REGEX, NOT_REGEX -> Pattern.compile("^(?s:" + value + ")$");
        };
  }

  public String name() {
    return name;
  }

  public Type type() {
    return type;
  }

  public String value() {
    return value;
  }

  public boolean matches(String candidate) {
    return switch (type) {
      case EQUAL -> candidate.equals(value);
      case NOT_EQUAL -> !candidate.equals(value);
      case REGEX -> Objects.requireNonNull(pattern).matcher(candidate).find();
      case NOT_REGEX -> !Objects.requireNonNull(pattern).matcher(candidate).find();
    };
  }

  /** Whether a stream satisfies every matcher. */
  public static boolean allMatch(List<LabelMatcher> matchers, Labels stream) {
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matches(stream.getOrEmpty(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  /** True when a stream without the label matches. */
  public boolean matchesEmpty() {
    return matches("");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelMatcher that
        && name.equals(that.name)
        && type == that.type
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, value);
  }

  @Override
  public String toString() {
    return name + type.operator() + GoQuote.quote(value);
  }
}
