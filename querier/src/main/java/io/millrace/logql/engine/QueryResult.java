package io.millrace.logql.engine;

import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineLabels;
import java.util.List;

/** What a query found. */
public sealed interface QueryResult {

  /**
   * A line and its labels.
   *
   * @param line the line after the pipeline, as text
   */
  record LogLine(long timestampNanos, String line, LineLabels labels) {}

  /** Lines in the direction of the query. */
  record Lines(List<LogLine> lines) implements QueryResult {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** The value of a series at one time. */
  record Sample(LabelSet labels, long timestampNanos, double value) {}

  /** Samples of one time. */
  record Vector(List<Sample> samples) implements QueryResult {
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  /** A point of a series. */
  record Point(long timestampNanos, double value) {}

  /** A series; points ascend in time. */
  record Series(LabelSet labels, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** Series over time, in the order of their labels. */
  record Matrix(List<Series> series) implements QueryResult {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /** A number. */
  record Scalar(long timestampNanos, double value) implements QueryResult {}
}
