package io.millrace.agent.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of JMESPath that leads to one value: names, names in double quotes, indexes (negative
 * ones count from the end), joined by dots. Immutable.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "([A-Za-z_][A-Za-z0-9_]*)|\"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"|\\[(-?\\d{1,9})]");

  private final List<Object> steps;

  private JsonPath(List<Object> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException for anything else that JMESPath has
   */
  static JsonPath of(String text) {
    List<Object> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      boolean isIndex = text.charAt(at) == '[';
      if (!steps.isEmpty() && !isIndex) {
        if (text.charAt(at) != '.') {
          throw refused(text);
        }
        at++;
      }
      if (!step.find(at) || step.start() != at) {
        throw refused(text);
      }
      String quoted = step.group(2);
      String index = step.group(3);
      if (index != null) {
        steps.add(Integer.valueOf(index));
      } else {
        steps.add(quoted == null ? step.group(1) : quoted.replaceAll("\\\\(.)", "$1"));
      }
      at = step.end();
    }
    if (steps.isEmpty()) {
      throw refused(text);
    }
    return new JsonPath(steps);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not supported: expected a path such as a.b[0].\"c-d\"");
  }

  /** The value at the path; a missing node when there is none. */
  JsonNode find(JsonNode root) {
    JsonNode at = root;
    for (Object step : steps) {
      at =
          step instanceof Integer index
              ? at.path(index < 0 ? at.size() + index : index)
              : at.path(step.toString());
    }
    return at;
  }
}
