package io.millrace.logql.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of literals and captures: {@code <name>} takes text, {@code <_>} skips it; any other
 * angle bracket is literal.
 */
public record LinePattern(List<Part> parts) {

  /** A piece of a pattern. */
  public sealed interface Part {}

  /** Text that has to stand there. */
  public record Literal(String text) implements Part {}

  /** Text of any kind; {@code _} is not kept. */
  public record Capture(String name) implements Part {
    public boolean named() {
      return !name.equals("_");
    }
  }

  public LinePattern {
    parts = List.copyOf(parts);
  }

  public static LinePattern parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int end = text.charAt(i) == '<' ? captureEnd(text, i) : -1;
      if (end < 0) {
        literal.append(text.charAt(i++));
        continue;
      }
      if (literal.length() > 0) {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
      }
      parts.add(new Capture(text.substring(i + 1, end - 1)));
      i = end;
    }
    if (literal.length() > 0) {
      parts.add(new Literal(literal.toString()));
    }
    return new LinePattern(parts);
  }

  /** Offset behind the {@code >} of a capture that begins at {@code from}, or -1. */
  private static int captureEnd(String text, int from) {
    int i = from + 1;
    while (i < text.length() && isNamePart(text.charAt(i), i == from + 1)) {
      i++;
    }
    return i > from + 1 && i < text.length() && text.charAt(i) == '>' ? i + 1 : -1;
  }

  private static boolean isNamePart(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && c >= '0' && c <= '9');
  }
}
