package io.millrace.template;

import com.google.re2j.Pattern;
import io.millrace.template.Node.Place;
import java.util.HashMap;
import java.util.Map;

/** What one execution of a template may use: its input, and bounded work and memory. */
final class RunContext {
  static final int MAX_STEPS = 1_000_000;
  private static final long MAX_OUTPUT = 16 << 20;

  private final String name;
  private final Template.Input input;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private int steps;
  private long produced;

  /** The output, or what a function makes, grew beyond all measure. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooMuch(String message) {
      super(message, null, false, false);
    }
  }

  RunContext(String name, Template.Input input) {
    this.name = name;
    this.input = input;
  }

  Template.Input input() {
    return input;
  }

  /** A compiled expression; compiled once per run. */
  Pattern pattern(String expression) {
    return patterns.computeIfAbsent(expression, Pattern::compile);
  }

  /** Notes characters that are about to be made, so that no template fills the memory. */
  void charge(long characters) {
    produced += characters;
    if (characters > MAX_OUTPUT || produced > MAX_OUTPUT) {
      throw new TooMuch("output exceeds " + MAX_OUTPUT + " characters");
    }
  }

  /** Notes a step, so that no template runs for ever. */
  void step() {
    if (++steps > MAX_STEPS) {
      throw new TooMuch("took more than " + MAX_STEPS + " steps");
    }
  }

  TemplateException error(Place place, String problem) {
    return new TemplateException(
        "template: "
            + name
            + ":"
            + place.position()
            + ": executing \""
            + name
            + "\" at <"
            + place.text()
            + ">: "
            + problem);
  }
}
