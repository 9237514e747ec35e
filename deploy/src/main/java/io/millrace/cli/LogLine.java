package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A line of a query's answer.
 *
 * @param nanos time since 1970
 * @param labels as a JSON object
 */
record LogLine(long nanos, JsonNode labels, String text) {
  /** The lines of a {@code streams} result, in order of time. */
  static List<LogLine> of(JsonNode data, boolean forward) {
    List<LogLine> lines = new ArrayList<>();
    for (JsonNode stream : data.path("result")) {
      for (JsonNode value : stream.path("values")) {
        lines.add(
            new LogLine(
                Long.parseLong(value.get(0).asText()),
                stream.path("stream"),
                value.get(1).asText()));
      }
    }
    Comparator<LogLine> order = Comparator.comparingLong(LogLine::nanos);
    lines.sort(forward ? order : order.reversed());
    return lines;
  }
}
