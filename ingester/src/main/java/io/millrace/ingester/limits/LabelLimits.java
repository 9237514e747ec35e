package io.millrace.ingester.limits;

import java.util.List;

/**
 * Limits on the labels of a stream, with Loki's names and defaults.
 *
 * @param maxNamesPerSeries a discovered {@code service_name} is not counted
 * @param maxNameLength in bytes
 * @param maxValueLength in bytes
 * @param enforced names that every stream must have
 * @param discoverServiceName labels that {@code service_name} is taken from
 */
public record LabelLimits(
    int maxNamesPerSeries,
    int maxNameLength,
    int maxValueLength,
    List<String> enforced,
    List<String> discoverServiceName) {
  public LabelLimits {
    enforced = List.copyOf(enforced);
    discoverServiceName = List.copyOf(discoverServiceName);
  }
}
