package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.agent.entry.LogEntry;
import io.millrace.units.GoUnquote;
import io.millrace.units.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A LogQL stream selector with line filters, as the {@code match} stage has it. */
final class MatchSelector {
  private final String text;
  private final List<Predicate<LogEntry>> conditions = new ArrayList<>();
  private int at;

  private MatchSelector(String text) {
    this.text = text;
  }

  /**
   * Reads a selector such as {@code {app="web", env=~"p.*"} |= "error"}.
   *
   * @throws IllegalArgumentException when it is none, or has other stages than line filters
   */
  static Predicate<LogEntry> of(String text) {
    try {
      MatchSelector selector = new MatchSelector(text);
      selector.read();
      List<Predicate<LogEntry>> conditions = List.copyOf(selector.conditions);
      return entry -> conditions.stream().allMatch(each -> each.test(entry));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a regular expression: " + e.getMessage(), e);
    }
  }

  private void read() {
    expect("{");
    while (!take("}")) {
      String name = name();
      boolean isNegated = false;
      boolean isRegex = false;
      if (take("=~")) {
        isRegex = true;
      } else if (take("!~")) {
        isRegex = true;
        isNegated = true;
      } else if (take("!=")) {
        isNegated = true;
      } else {
        expect("=");
      }
      conditions.add(label(name, string(), isRegex, isNegated));
      if (!take(",")) {
        expect("}");
        break;
      }
    }
    skipSpace();
    while (at < text.length()) {
      boolean isNegated = text.startsWith("!", at);
      boolean isRegex = text.startsWith("~", at + 1);
      if (!isRegex && !take(isNegated ? "!=" : "|=")) {
        throw refused("a line filter |=, !=, |~ or !~");
      }
      if (isRegex) {
        expect(isNegated ? "!~" : "|~");
      }
      conditions.add(line(string(), isRegex, isNegated));
      skipSpace();
    }
  }

  private static Predicate<LogEntry> label(
      String name, String value, boolean isRegex, boolean isNegated) {
    Pattern regex = Pattern.compile("^(?s:" + (isRegex ? value : "") + ")$");
    return entry -> {
      String found = entry.labels().getOrEmpty(name);
      return (isRegex ? regex.matches(found) : found.equals(value)) != isNegated;
    };
  }

  private static Predicate<LogEntry> line(String value, boolean isRegex, boolean isNegated) {
    Pattern regex = Pattern.compile(isRegex ? value : "");
    return entry ->
        (isRegex ? regex.matcher(entry.text()).find() : entry.text().contains(value)) != isNegated;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(String token) {
    skipSpace();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw refused(token);
    }
  }

  private String name() {
    skipSpace();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (at == start) {
      throw refused("a label's name");
    }
    return text.substring(start, at);
  }

  private String string() {
    skipSpace();
    char quote = at < text.length() ? text.charAt(at) : 0;
    if (quote != '"' && quote != '`') {
      throw refused("a quoted text");
    }
    int start = ++at;
    while (at < text.length() && text.charAt(at) != quote) {
      at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw refused("the end of a quoted text");
    }
    String body = text.substring(start, at++);
    try {
      return quote == '"' ? GoUnquote.unescape(body) : body;
    } catch (ValueException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private IllegalArgumentException refused(String expected) {
    return new IllegalArgumentException(
        "expected " + expected + " at character " + (at + 1) + " of \"" + text + "\"");
  }
}
