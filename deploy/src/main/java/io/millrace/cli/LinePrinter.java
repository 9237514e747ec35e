package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.StringJoiner;

/** Prints log lines. */
final class LinePrinter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final PrintWriter out;
  private final OutputFormat format;

  LinePrinter(PrintWriter out, OutputFormat format) {
    this.out = out;
    this.format = format;
  }

  void print(LogLine line) {
    switch (format) {
      case RAW -> out.println(line.text());
      case TEXT -> out.println(time(line) + " " + labels(line.labels()) + " " + line.text());
      case JSON -> {
        ObjectNode object = JSON.createObjectNode();
        object.put("timestamp", time(line)).put("line", line.text());
        object.set("labels", line.labels());
        out.println(object);
      }
    }
  }

  private static String time(LogLine line) {
    return Instant.ofEpochSecond(
            Math.floorDiv(line.nanos(), NANOS_PER_SECOND),
            Math.floorMod(line.nanos(), NANOS_PER_SECOND))
        .toString();
  }

  private static String labels(JsonNode labels) {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (var label : labels.properties()) {
      text.add(label.getKey() + "=" + label.getValue());
    }
    return text.toString();
  }
}
