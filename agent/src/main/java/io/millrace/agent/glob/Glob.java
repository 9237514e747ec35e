package io.millrace.agent.glob;

import com.google.re2j.Pattern;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One path pattern, as Promtail's {@code __path__} has it.
 *
 * <p>Within a path element {@code *} stands for any characters, {@code ?} for one, {@code [a-z]} or
 * {@code [^a-z]} for one of a set, {@code {a,b}} for one of several texts, and a backslash takes
 * the next character as it is. {@code **} as a whole element stands for any number of elements,
 * none included. Immutable.
 */
public final class Glob {
  private static final String META = "*?[{\\";

  private final String text;
  private final Path base;
  private final List<String> elements;
  private final Pattern whole;

  private Glob(String text, Path base, List<String> elements) {
    this.text = text;
    this.base = base;
    this.elements = List.copyOf(elements);
    this.whole = Pattern.compile(GlobRegex.of(text), Pattern.DOTALL);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is not absolute or brackets are not closed
   */
  public static Glob of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute path: \"" + text + "\"");
    }
    Path base = Path.of("/");
    List<String> elements = new ArrayList<>();
    for (String element : GlobRegex.elements(text)) {
      if (elements.isEmpty() && element.chars().noneMatch(c -> META.indexOf(c) >= 0)) {
        base = base.resolve(element);
      } else {
        elements.add(element);
      }
    }
    return new Glob(text, base, elements);
  }

  /** The longest leading directory without a wildcard; the file itself when there is none. */
  public Path base() {
    return base;
  }

  /** Whether it stands for one path only. */
  public boolean isLiteral() {
    return elements.isEmpty();
  }

  public boolean matches(Path path) {
    return whole.matches(path.toString());
  }

  /** The elements after the base, each with a wildcard in it or after one that has. */
  List<String> elements() {
    return elements;
  }

  @Override
  public String toString() {
    return text;
  }
}
