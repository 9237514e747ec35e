package io.millrace.querier.ruler.rule;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.LoadedConfig;
import io.millrace.units.PrometheusDuration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Groups of rules as YAML. */
public final class RuleGroups {
  /** Names become parts of names of objects, which have a cap. */
  static final int MAX_NAME_BYTES = 256;

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

  private RuleGroups() {}

  /** A group as it stands in YAML, unchecked. */
  private record RawGroup(String name, Duration interval, int limit, List<RawRule> rules) {
    static RawGroup strict(ConfigMap map) {
      return new RawGroup(
          map.string("name", ""),
          map.duration("interval", Duration.ZERO),
          map.integer("limit", 0, 0, Integer.MAX_VALUE),
          map.list("rules", RawRule::from));
    }

    /** What other tools add, Loki does not mind either. */
    static RawGroup lenient(ConfigMap map) {
      RawGroup group =
          new RawGroup(
              map.string("name", ""),
              map.duration("interval", Duration.ZERO),
              map.integer("limit", 0, 0, Integer.MAX_VALUE),
              map.list(
                  "rules",
                  each -> {
                    RawRule rule = RawRule.from(each);
                    each.ignoreUnread(each.keys());
                    return rule;
                  }));
      map.ignoreUnread(map.keys());
      return group;
    }
  }

  /**
   * Reads one group, as it is pushed to the API.
   *
   * @throws RuleException with all that is wrong
   */
  public static RuleGroup parse(String yaml) throws RuleException {
    RawGroup raw;
    try {
      raw =
          ConfigFile.parse("the group", yaml, ConfigFile.Options.STRICT, RawGroup::lenient)
              .config();
    } catch (ConfigException e) {
      throw new RuleException(String.valueOf(e.getMessage()));
    }
    List<String> problems = new ArrayList<>();
    RuleGroup group = checked(raw, problems);
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
    return group;
  }

  /**
   * Reads a file of groups; unlike {@link #parse}, unknown keys are problems.
   *
   * @param name what messages call it
   * @throws RuleException with all that is wrong
   */
  public static List<RuleGroup> parseFile(String name, String yaml) throws RuleException {
    List<RawGroup> raws;
    try {
      raws =
          ConfigFile.parse(
                  name,
                  yaml,
                  ConfigFile.Options.STRICT,
                  root -> {
                    root.ignore("namespace");
                    return root.list("groups", RawGroup::strict);
                  })
              .config();
    } catch (ConfigException e) {
      throw new RuleException(String.valueOf(e.getMessage()));
    }
    List<String> problems = new ArrayList<>();
    List<RuleGroup> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RawGroup raw : raws) {
      if (!names.add(raw.name())) {
        problems.add("groupname: \"" + raw.name() + "\" is repeated in the same file");
      }
      groups.add(checked(raw, problems));
    }
    if (!problems.isEmpty()) {
      throw new RuleException(problems.stream().map(problem -> name + ": " + problem).toList());
    }
    return groups;
  }

  private static RuleGroup checked(RawGroup raw, List<String> problems) {
    String start = "invalid rules config: rule group '" + raw.name() + "' ";
    if (raw.name().isEmpty()) {
      problems.add("invalid rules config: rule group name must not be empty");
    } else if (raw.rules().isEmpty()) {
      problems.add(start + "has no rules");
    }
    if (raw.name().getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      problems.add(start + "has a name of more than " + MAX_NAME_BYTES + " bytes");
    }
    if (!raw.interval().isZero() && raw.interval().compareTo(MIN_INTERVAL) < 0) {
      problems.add(start + "has an interval below 1s");
    }
    List<Rule> rules = new ArrayList<>();
    for (RawRule rule : raw.rules()) {
      try {
        rules.add(RuleCheck.rule(rule, raw.name()));
      } catch (RuleCheck.Refused e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new RuleGroup(raw.name(), raw.interval(), raw.limit(), rules);
  }

  /** One group as YAML; what is empty or zero is left out, since clients decode strictly. */
  public static String toYaml(RuleGroup group) {
    return LoadedConfig.yaml(tree(group));
  }

  /** Groups by their namespaces as YAML. */
  public static String toYaml(Map<String, List<RuleGroup>> namespaces) {
    Map<String, Object> all = new LinkedHashMap<>();
    namespaces.forEach(
        (namespace, groups) -> all.put(namespace, groups.stream().map(RuleGroups::tree).toList()));
    return LoadedConfig.yaml(all);
  }

  private static Map<String, Object> tree(RuleGroup group) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", group.name());
    putDuration(map, "interval", group.interval());
    if (group.limit() > 0) {
      map.put("limit", group.limit());
    }
    map.put("rules", group.rules().stream().map(RuleGroups::tree).toList());
    return map;
  }

  private static Map<String, Object> tree(Rule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (rule) {
      case Rule.Alerting alert -> {
        map.put("alert", alert.name());
        map.put("expr", alert.expression());
        putDuration(map, "for", alert.holdFor());
        putDuration(map, "keep_firing_for", alert.keepFiringFor());
        putTexts(map, "labels", alert.labels());
        putTexts(map, "annotations", alert.annotations());
      }
      case Rule.Recording record -> {
        map.put("record", record.name());
        map.put("expr", record.expression());
        putTexts(map, "labels", record.labels());
      }
    }
    return map;
  }

  private static void putDuration(Map<String, Object> map, String key, Duration value) {
    if (!value.isZero()) {
      map.put(key, PrometheusDuration.format(value.toNanos()));
    }
  }

  private static void putTexts(Map<String, Object> map, String key, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      map.put(key, new LinkedHashMap<>(texts));
    }
  }
}
