package io.millrace.logql.stage;

import io.millrace.logql.syntax.LinePattern;
import io.millrace.search.LiteralSearch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels from the captures of a pattern. A capture reaches to the next literal; where that literal
 * is missing, the capture takes the rest of the line and those behind it stay unset.
 */
final class PatternStage implements LineStage {
  private static final int SKIPPED = -1;

  private final byte @Nullable [] head;

  /** Label of each capture, or -1. */
  private final int[] captures;

  /** The literal behind each capture; null behind a last one. */
  private final @Nullable LiteralSearch[] literals;

  PatternStage(LinePattern pattern, LabelNames names) {
    List<LinePattern.Part> parts = pattern.parts();
    byte[] first = null;
    if (parts.getFirst() instanceof LinePattern.Literal literal) {
      first = literal.text().getBytes(StandardCharsets.UTF_8);
      parts = parts.subList(1, parts.size());
    }
    this.head = first;
    int count = (parts.size() + 1) / 2;
    this.captures = new int[count];
    this.literals = new LiteralSearch[count];
    for (int i = 0; i < parts.size(); i++) {
      switch (parts.get(i)) {
        case LinePattern.Capture capture ->
            captures[i / 2] = capture.named() ? names.id(capture.name()) : SKIPPED;
        case LinePattern.Literal literal ->
            literals[i / 2] = LiteralSearch.exact(literal.text().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public boolean apply(LineRun run) {
    if (run.needsNoLabels() || run.lineLength() == 0) {
      return true;
    }
    byte[] buffer = run.lineBuffer();
    int at = run.lineStart();
    int to = run.lineEnd();
    if (head != null) {
      if (!startsWith(buffer, at, to, head)) {
        return true;
      }
      at += head.length;
    }
    for (int i = 0; i < captures.length; i++) {
      LiteralSearch literal = literals[i];
      int end = literal == null ? -1 : literal.find(buffer, at, to);
      set(run, captures[i], buffer, at, end < 0 ? to : end);
      if (end < 0 || literal == null) {
        return true;
      }
      at = end + literal.length();
    }
    return true;
  }

  private static boolean startsWith(byte[] buffer, int from, int to, byte[] text) {
    return to - from >= text.length
        && Arrays.equals(buffer, from, from + text.length, text, 0, text.length);
  }

  private static void set(LineRun run, int name, byte[] buffer, int from, int to) {
    if (name == SKIPPED) {
      return;
    }
    int label = run.target(name);
    if (label >= 0) {
      run.set(label, buffer, from, to);
      run.extracted(label);
    }
  }
}
