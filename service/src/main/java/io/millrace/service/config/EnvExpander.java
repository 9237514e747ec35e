package io.millrace.service.config;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}}, {@code ${NAME:-fallback}} and {@code ${NAME:fallback}} in a config
 * text.
 *
 * <p>A variable that is unset or empty gives the fallback, or nothing. {@code $${NAME}} stands for
 * {@code ${NAME}}. Everything else stays: backslashes (which Loki's and Promtail's expander eats,
 * so that regular expressions break), {@code $1}, {@code ${1}}, and values are not expanded again.
 */
public final class EnvExpander {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(\\$?)\\{([A-Za-z_][A-Za-z0-9_]*+)(?::-?([^}\\n]*+))?\\}");

  private EnvExpander() {}

  /**
   * Expands {@code text}.
   *
   * @param environment gives a variable's value, or null when it is unset
   */
  public static String expand(String text, NullableLookup environment) {
    return VARIABLE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(replacement(match, environment)));
  }

  private static String replacement(MatchResult match, NullableLookup environment) {
    if (!match.group(1).isEmpty()) {
      return match.group().substring(1);
    }
    String value = environment.get(match.group(2));
    if (value != null && !value.isEmpty()) {
      return value;
    }
    String fallback = match.group(3);
    return fallback == null ? "" : fallback;
  }

  /** Where values come from, for example {@code System::getenv}. */
  @FunctionalInterface
  public interface NullableLookup {
    @Nullable String get(String name);
  }
}
