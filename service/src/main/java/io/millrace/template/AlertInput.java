package io.millrace.template;

import java.util.Map;

/**
 * What a template of an alert is applied to: Prometheus' {@code .Labels}, {@code .ExternalLabels},
 * {@code .ExternalURL} and {@code .Value}.
 *
 * @param labels of the sample that raised the alert
 * @param value of that sample
 * @param externalUrl without a slash at its end
 * @param timestampNanos of the evaluation, in nanoseconds since 1970
 */
public record AlertInput(
    Map<String, String> labels,
    double value,
    Map<String, String> externalLabels,
    String externalUrl,
    long timestampNanos)
    implements Template.Input {
  /** Stands before each template, so that it can say {@code $labels} and {@code $value}. */
  private static final String VARIABLES =
      "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
          + "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

  public AlertInput {
    labels = Map.copyOf(labels);
    externalLabels = Map.copyOf(externalLabels);
  }

  /**
   * Parses the template of a label or an annotation of an alert.
   *
   * @param name what messages call it
   * @throws TemplateException when the text is malformed or names an unknown function
   */
  public static Template template(String name, String text) throws TemplateException {
    return Template.parse(name, VARIABLES + text, Dialect.ALERTS);
  }

  @Override
  public String line() {
    return "";
  }

  /** The field of a name, or nil. */
  Object field(String name) {
    return switch (name) {
      case "Labels" -> new LabelMap(labels);
      case "ExternalLabels" -> new LabelMap(externalLabels);
      case "ExternalURL" -> externalUrl;
      case "Value" -> value;
      default -> Nil.NIL;
    };
  }
}
