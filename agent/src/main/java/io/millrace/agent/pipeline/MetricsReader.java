package io.millrace.agent.pipeline;

import io.millrace.agent.pipeline.CustomMetrics.Action;
import io.millrace.agent.pipeline.CustomMetrics.Metric;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ConfigNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the options of {@code metrics}. */
final class MetricsReader {
  private static final String PREFIX = "promtail_custom_";
  private static final List<Double> BUCKETS =
      List.of(.005, .01, .025, .05, .1, .25, .5, 1., 2.5, 5., 10.);

  private MetricsReader() {}

  static StageFactory read(ConfigMap options) {
    List<MetricsStage.Rule> rules = new ArrayList<>();
    for (String name : options.keys()) {
      rules.add(options.section(name, each -> rule(name, each)));
    }
    if (rules.isEmpty()) {
      options.problem("needs at least one metric");
    }
    return context -> new MetricsStage(List.copyOf(rules), context.metrics());
  }

  private static MetricsStage.Rule rule(String name, ConfigMap map) {
    CustomMetrics.Type type = type(map);
    String prefix = map.string("prefix", "");
    String fullName = (prefix.isEmpty() ? PREFIX : prefix) + name;
    if (!fullName.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
      map.problem("\"" + fullName + "\" is no name for a metric");
      fullName = "invalid";
    }
    Duration idle = map.duration("max_idle_duration", Duration.ofMinutes(5), Duration.ofSeconds(1));
    String help = map.string("description", "");
    String source = map.string("source", name);
    ConfigMap config = map.section("config");
    Metric metric =
        new Metric(
            fullName,
            help.isEmpty() ? fullName : help,
            type,
            idle.toNanos(),
            type == CustomMetrics.Type.HISTOGRAM ? buckets(config) : List.of());
    boolean matchesAll = type == CustomMetrics.Type.COUNTER && config.bool("match_all", false);
    boolean countsBytes =
        type == CustomMetrics.Type.COUNTER && config.bool("count_entry_bytes", false);
    String value = config.optionalString("value");
    Action action = action(type, config);
    if (matchesAll && value != null) {
      config.problem("value", "given together with match_all: every line counts then");
    }
    if (matchesAll && action == Action.ADD && !countsBytes) {
      config.problem("match_all", "with action add needs count_entry_bytes");
    }
    if (countsBytes && (!matchesAll || action != Action.ADD)) {
      config.problem("count_entry_bytes", "needs match_all: true and action: add");
    }
    return new MetricsStage.Rule(metric, action, source, value, matchesAll, countsBytes);
  }

  private static CustomMetrics.Type type(ConfigMap map) {
    String type = map.requiredString("type").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "counter", "" -> CustomMetrics.Type.COUNTER;
      case "gauge" -> CustomMetrics.Type.GAUGE;
      case "histogram" -> CustomMetrics.Type.HISTOGRAM;
      default -> {
        map.problem("type", "expected Counter, Gauge or Histogram, found \"" + type + "\"");
        yield CustomMetrics.Type.COUNTER;
      }
    };
  }

  private static Action action(CustomMetrics.Type type, ConfigMap config) {
    return switch (type) {
      case HISTOGRAM -> Action.OBSERVE;
      case COUNTER -> named(config, List.of("inc", "add"));
      case GAUGE -> named(config, List.of("set", "inc", "dec", "add", "sub"));
    };
  }

  private static Action named(ConfigMap config, List<String> allowed) {
    String name = config.requiredString("action").toLowerCase(Locale.ROOT);
    if (allowed.contains(name)) {
      return Action.valueOf(name.toUpperCase(Locale.ROOT));
    }
    if (!name.isEmpty()) {
      config.problem("action", "expected one of " + allowed + ", found \"" + name + "\"");
    }
    return Action.INC;
  }

  private static List<Double> buckets(ConfigMap config) {
    List<Double> buckets = new ArrayList<>();
    ConfigNode node = config.node("buckets");
    if (node != null) {
      for (ConfigNode each : node.elements()) {
        Double bound = bound(each);
        boolean isRising = bound != null && (buckets.isEmpty() || bound > buckets.getLast());
        if (isRising) {
          buckets.add(bound);
        } else {
          each.expected("a number above the one before");
        }
      }
    }
    return buckets.isEmpty() ? BUCKETS : buckets;
  }

  private static @Nullable Double bound(ConfigNode node) {
    try {
      String text = node.text();
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
