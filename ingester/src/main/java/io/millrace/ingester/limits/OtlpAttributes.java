package io.millrace.ingester.limits;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.service.config.ConfigMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the attributes of OTLP log records: Loki's {@code otlp_config}. The first rule
 * that knows an attribute decides; without one it is structured metadata.
 *
 * @param defaultLabels resource attributes that become labels
 * @param ignoresDefaults whether {@code defaultLabels} does not count
 * @param severityTextAsLabel whether {@code severity_text} becomes a label too
 */
public record OtlpAttributes(
    List<String> defaultLabels,
    boolean ignoresDefaults,
    List<Rule> resource,
    List<Rule> scope,
    List<Rule> log,
    boolean severityTextAsLabel) {
  /** Loki's defaults. */
  public static final OtlpAttributes DEFAULTS =
      new OtlpAttributes(
          List.of(
              "service.name",
              "service.namespace",
              "service.instance.id",
              "deployment.environment",
              "deployment.environment.name",
              "cloud.region",
              "cloud.availability_zone",
              "k8s.cluster.name",
              "k8s.namespace.name",
              "k8s.pod.name",
              "k8s.container.name",
              "container.name",
              "k8s.replicaset.name",
              "k8s.deployment.name",
              "k8s.statefulset.name",
              "k8s.daemonset.name",
              "k8s.cronjob.name",
              "k8s.job.name"),
          false,
          List.of(),
          List.of(),
          List.of(),
          false);

  /** What can become of an attribute. */
  public enum Action {
    INDEX_LABEL,
    STRUCTURED_METADATA,
    DROP;

    private static final List<String> NAMES = List.of("index_label", "structured_metadata", "drop");

    private static Action from(ConfigMap map) {
      if (!map.has("action")) {
        map.problem("action", "missing, expected one of " + String.join(", ", NAMES));
      }
      return valueOf(map.choice("action", NAMES.get(1), NAMES).toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What becomes of some attributes.
   *
   * @param attributes their names
   * @param regex matches their names whole; null for none
   */
  public record Rule(Action action, Set<String> attributes, @Nullable Pattern regex) {
    public Rule {
      attributes = Set.copyOf(attributes);
    }

    private static Rule from(ConfigMap map) {
      Rule rule =
          new Rule(
              Action.from(map),
              Set.copyOf(map.stringList("attributes", List.of())),
              regex(map, map.string("regex", "")));
      if (rule.attributes.isEmpty() == (rule.regex == null)) {
        map.problem("needs either attributes or regex");
      }
      return rule;
    }

    private static @Nullable Pattern regex(ConfigMap map, String text) {
      if (text.isEmpty()) {
        return null;
      }
      try {
        return Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        map.problem("regex", "is no regular expression: " + e.getMessage());
        return null;
      }
    }

    private boolean isOf(String attribute) {
      return attributes.contains(attribute) || (regex != null && regex.matches(attribute));
    }
  }

  public OtlpAttributes {
    defaultLabels = List.copyOf(defaultLabels);
    resource = List.copyOf(resource);
    scope = List.copyOf(scope);
    log = List.copyOf(log);
  }

  /**
   * Reads {@code otlp_config} of Loki's {@code limits_config}.
   *
   * @param defaults for keys that are absent
   */
  static OtlpAttributes from(ConfigMap map, OtlpAttributes defaults) {
    ConfigMap resource = map.section("resource_attributes");
    OtlpAttributes read =
        new OtlpAttributes(
            defaults.defaultLabels,
            resource.bool("ignore_defaults", defaults.ignoresDefaults),
            rules(resource, "attributes_config", defaults.resource),
            rules(map, "scope_attributes", defaults.scope),
            rules(map, "log_attributes", defaults.log),
            map.bool("severity_text_as_label", defaults.severityTextAsLabel));
    if (read.scope.stream().anyMatch(rule -> rule.action == Action.INDEX_LABEL)) {
      map.problem("scope_attributes", "attributes of scopes can't be labels (index_label)");
    }
    return read;
  }

  private static List<Rule> rules(ConfigMap map, String key, List<Rule> defaults) {
    return map.has(key) ? map.list(key, Rule::from) : defaults;
  }

  /** The same with other attributes of resources that become labels by default. */
  public OtlpAttributes withDefaultLabels(List<String> labels) {
    return new OtlpAttributes(labels, ignoresDefaults, resource, scope, log, severityTextAsLabel);
  }

  /** What becomes of an attribute of a resource. */
  public Action ofResource(String attribute) {
    return !ignoresDefaults && defaultLabels.contains(attribute)
        ? Action.INDEX_LABEL
        : first(resource, attribute);
  }

  /** What becomes of an attribute of a scope. */
  public Action ofScope(String attribute) {
    return first(scope, attribute);
  }

  /** What becomes of an attribute of a log record. */
  public Action ofLog(String attribute) {
    return first(log, attribute);
  }

  private static Action first(List<Rule> rules, String attribute) {
    for (Rule rule : rules) {
      if (rule.isOf(attribute)) {
        return rule.action;
      }
    }
    return Action.STRUCTURED_METADATA;
  }
}
