package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;

/** Prints the samples of a metric query. */
final class SamplePrinter {
  private static final double MILLIS_PER_SECOND = 1000;

  private final PrintWriter out;
  private final OutputFormat format;

  SamplePrinter(PrintWriter out, OutputFormat format) {
    this.out = out;
    this.format = format;
  }

  void print(JsonNode data) {
    for (JsonNode series : data.path("result")) {
      switch (format) {
        case JSON -> out.println(series);
        case TEXT, RAW -> {
          out.println(series.path("metric"));
          for (JsonNode sample : series.path("values")) {
            long millis = Math.round(sample.get(0).asDouble() * MILLIS_PER_SECOND);
            out.println("  " + Instant.ofEpochMilli(millis) + " " + sample.get(1).asText());
          }
        }
      }
    }
  }
}
