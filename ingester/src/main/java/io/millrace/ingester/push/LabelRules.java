package io.millrace.ingester.push;

import io.millrace.ingester.enrich.ServiceNameDiscovery;
import io.millrace.ingester.limits.LabelLimits;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a stream's labels against the limits; the texts are Loki's. */
final class LabelRules {
  private LabelRules() {}

  /** Why a stream, or an entry, was refused. */
  record Violation(DiscardReason reason, String message) {}

  /**
   * The first limit that the labels break, or null.
   *
   * @param labels those of {@code parsed} with {@code service_name} added
   */
  static @Nullable Violation check(
      ParsedLabels parsed, Labels labels, LabelLimits limits, String tenant) {
    if (labels.isEmpty()) {
      return new Violation(
          DiscardReason.MISSING_LABELS, "error at least one label pair is required per stream");
    }
    int counted = labels.size() - (labels.has(ServiceNameDiscovery.LABEL) ? 1 : 0);
    if (counted > limits.maxNamesPerSeries()) {
      return new Violation(
          DiscardReason.MAX_LABEL_NAMES_PER_SERIES,
          "entry for stream '%s' has %d label names; limit %d"
              .formatted(labels, counted, limits.maxNamesPerSeries()));
    }
    for (int i = 0; i < labels.size(); i++) {
      if (longerThan(labels.name(i), limits.maxNameLength())) {
        return new Violation(
            DiscardReason.LABEL_NAME_TOO_LONG,
            "stream '%s' has label name too long: '%s'".formatted(labels, labels.name(i)));
      }
      if (longerThan(labels.value(i), limits.maxValueLength())) {
        return new Violation(
            DiscardReason.LABEL_VALUE_TOO_LONG,
            "stream '%s' has label value too long: '%s'".formatted(labels, labels.value(i)));
      }
    }
    if (parsed.duplicateName() != null) {
      return new Violation(
          DiscardReason.DUPLICATE_LABEL_NAMES,
          "stream '%s' has duplicate label name: '%s'".formatted(labels, parsed.duplicateName()));
    }
    List<String> missing = limits.enforced().stream().filter(name -> !labels.has(name)).toList();
    if (!missing.isEmpty()) {
      return new Violation(
          DiscardReason.MISSING_ENFORCED_LABELS,
          "missing required labels '%s' for user '%s' for stream '%s' (policy: '')"
              .formatted(String.join(",", missing), tenant, labels));
    }
    return null;
  }

  private static boolean longerThan(String text, int maxBytes) {
    if (text.length() > maxBytes) {
      return true;
    }
    // UTF-8 takes at most three bytes for a char.
    return 3L * text.length() > maxBytes && text.getBytes(StandardCharsets.UTF_8).length > maxBytes;
  }
}
