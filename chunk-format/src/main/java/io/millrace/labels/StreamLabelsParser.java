package io.millrace.labels;

import io.millrace.labels.LabelsLexer.Kind;
import io.millrace.labels.LabelsLexer.Token;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the label sets of push requests: Prometheus's text form of a metric, such as {@code
 * {app="web", host='a'}}.
 *
 * <p>Strings stand in double or single quotes with Go's escapes, or in back quotes as they are. A
 * name may be quoted, a comma may trail, and a bare or lone quoted name is the value of {@code
 * __name__}. Errors have the words and positions of Prometheus's parser, which clients of Loki see.
 */
public final class StreamLabelsParser {
  private static final String METRIC_NAME = "__name__";

  private final LabelsLexer lexer;
  private final Labels.Builder labels = new Labels.Builder();
  private final Set<String> names = new HashSet<>();
  private final Set<String> emptied = new HashSet<>();
  private final Set<String> duplicates = new HashSet<>();
  private Token token;

  private StreamLabelsParser(String text) throws LabelsSyntaxException {
    lexer = new LabelsLexer(text);
    token = lexer.next();
  }

  public static ParsedLabels parse(String text) throws LabelsSyntaxException {
    return new StreamLabelsParser(text).metric();
  }

  private ParsedLabels metric() throws LabelsSyntaxException {
    if (token.kind() == Kind.IDENTIFIER) {
      add(METRIC_NAME, token.value());
      advance();
    }
    if (token.kind() == Kind.LEFT_BRACE) {
      advance();
      labelSet();
    }
    if (token.kind() != Kind.END) {
      throw unexpected("");
    }
    // An empty value takes the label away, wherever in the text it stands.
    emptied.forEach(labels::remove);
    duplicates.removeAll(emptied);
    @Nullable String duplicate = duplicates.stream().min(Utf8Order.COMPARATOR).orElse(null);
    return new ParsedLabels(labels.build(), duplicate);
  }

  private void labelSet() throws LabelsSyntaxException {
    while (token.kind() != Kind.RIGHT_BRACE) {
      item();
      if (token.kind() == Kind.COMMA) {
        advance();
      } else if (token.kind() != Kind.RIGHT_BRACE) {
        throw unexpected(" in label set, expected \",\" or \"}\"");
      }
    }
    advance();
  }

  private void item() throws LabelsSyntaxException {
    Token name = token;
    if (name.kind() != Kind.IDENTIFIER && name.kind() != Kind.STRING) {
      throw unexpected(" in label set, expected identifier or \"}\"");
    }
    advance();
    boolean ends = token.kind() == Kind.COMMA || token.kind() == Kind.RIGHT_BRACE;
    if (name.kind() == Kind.STRING && ends) {
      add(METRIC_NAME, name.value());
      return;
    }
    if (token.kind() != Kind.EQUAL) {
      throw unexpected(" in label set, expected \"=\"");
    }
    advance();
    if (token.kind() != Kind.STRING) {
      throw unexpected(" in label set, expected string");
    }
    add(name.value(), token.value());
    advance();
  }

  private void add(String name, String value) {
    if (!names.add(name)) {
      duplicates.add(name);
    }
    if (value.isEmpty()) {
      emptied.add(name);
    }
    labels.set(name, value);
  }

  private void advance() throws LabelsSyntaxException {
    token = lexer.next();
  }

  private LabelsSyntaxException unexpected(String expectation) {
    return lexer.error(token.start(), "unexpected " + describe(token) + expectation);
  }

  private static String describe(Token token) {
    return switch (token.kind()) {
      case END -> "end of input";
      case IDENTIFIER -> "identifier " + GoQuote.quote(token.value());
      case STRING -> "string " + abbreviated(GoQuote.quote(token.value()));
      case OPERATOR -> "<op:" + token.value() + ">";
      case LEFT_BRACE, RIGHT_BRACE, COMMA, EQUAL -> GoQuote.quote(token.value());
    };
  }

  private static String abbreviated(String text) {
    return text.length() > 10 ? GoQuote.quote(text.substring(0, 10)) + "..." : GoQuote.quote(text);
  }
}
