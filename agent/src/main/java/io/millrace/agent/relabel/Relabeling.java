package io.millrace.agent.relabel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.agent.entry.LabelNames;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rules in their order. Immutable. */
public final class Relabeling implements UnaryOperator<Labels> {
  private static final String DEFAULT_REGEX = "(.*)";
  private static final Set<String> NEED_TARGET =
      Set.of("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal");

  /** The fields that some actions refuse, unless they say what is so without them. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "separator", ";",
          "regex", DEFAULT_REGEX,
          "modulus", "0",
          "target_label", "",
          "replacement", "$1");

  /** A label's name in which groups of the regex may stand. */
  private static final Pattern NAME_TEMPLATE =
      Pattern.compile("^(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+$");

  private final List<RelabelRule> rules;

  private Relabeling(List<RelabelRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The rules under {@code key}; what is wrong with them is noted in the config. */
  public static Relabeling read(ConfigMap map, String key) {
    List<RelabelRule> rules = new ArrayList<>();
    for (List<RelabelRule> each : map.list(key, Relabeling::rule)) {
      rules.addAll(each);
    }
    return new Relabeling(rules);
  }

  /** The labels after all rules; empty when the target is dropped. */
  @Override
  public Labels apply(Labels labels) {
    Labels left = labels;
    for (RelabelRule rule : rules) {
      Labels next = rule.apply(left);
      if (next == null) {
        return Labels.empty();
      }
      left = next;
    }
    return left;
  }

  private static List<RelabelRule> rule(ConfigMap map) {
    String action = map.string("action", "replace").toLowerCase(Locale.ROOT);
    RelabelRule.Source source =
        new RelabelRule.Source(
            map.stringList("source_labels", List.of()), map.string("separator", ";"));
    Pattern regex = regex(map);
    String target = map.string("target_label", "");
    Replacement replacement = new Replacement(map.string("replacement", "$1"));
    long modulus = map.longValue("modulus", 0, 0, Long.MAX_VALUE);
    check(map, action, target);
    RelabelRule rule =
        switch (action) {
          case "replace" ->
              new RelabelRule.Replace(source, regex, new Replacement(target), replacement);
          case "keep", "drop" -> new RelabelRule.Filter(source, regex, action.equals("keep"));
          case "keepequal", "dropequal" ->
              new RelabelRule.FilterEqual(source, target, action.equals("keepequal"));
          case "hashmod" -> hashMod(map, source, target, modulus);
          case "lowercase", "uppercase" ->
              new RelabelRule.ChangeCase(source, target, action.equals("uppercase"));
          case "labelmap" -> new RelabelRule.LabelMap(regex, replacement);
          case "labeldrop", "labelkeep" ->
              new RelabelRule.FilterLabels(regex, action.equals("labelkeep"));
          default -> {
            map.problem("action", "unknown action \"" + action + "\"");
            yield null;
          }
        };
    return rule == null ? List.of() : List.of(rule);
  }

  private static @Nullable RelabelRule hashMod(
      ConfigMap map, RelabelRule.Source source, String target, long modulus) {
    if (modulus == 0) {
      map.problem("modulus", "hashmod needs a modulus above 0");
      return null;
    }
    return new RelabelRule.HashMod(source, target, modulus);
  }

  private static Pattern regex(ConfigMap map) {
    String text = map.string("regex", DEFAULT_REGEX);
    try {
      return Pattern.compile("^(?s:" + text + ")$");
    } catch (PatternSyntaxException e) {
      map.problem("regex", "not a regular expression: " + e.getMessage());
      return Pattern.compile(DEFAULT_REGEX);
    }
  }

  private static void check(ConfigMap map, String action, String target) {
    checkNames(map, action, target);
    Set<String> refused =
        switch (action) {
          case "keepequal", "dropequal" -> Set.of("separator", "regex", "modulus", "replacement");
          case "lowercase", "uppercase" -> Set.of("replacement");
          case "labeldrop", "labelkeep" ->
              Set.of("source_labels", "separator", "modulus", "target_label", "replacement");
          default -> Set.of();
        };
    DEFAULTS.forEach(
        (key, fallback) -> {
          // What prints a config prints the defaults too.
          if (refused.contains(key) && map.has(key) && !map.string(key, "").equals(fallback)) {
            map.problem(key, action + " takes no " + key);
          }
        });
    if (refused.contains("source_labels") && map.has("source_labels")) {
      map.problem("source_labels", action + " takes no source_labels");
    }
  }

  private static void checkNames(ConfigMap map, String action, String target) {
    for (String each : map.stringList("source_labels", List.of())) {
      if (!LabelNames.isValid(each)) {
        map.problem("source_labels", "\"" + each + "\" cannot be a label's name");
      }
    }
    if (NEED_TARGET.contains(action)) {
      boolean isTemplate = action.equals("replace") && target.contains("$");
      if (target.isEmpty()) {
        map.problem("target_label", action + " needs a target_label");
      } else if (isTemplate ? !NAME_TEMPLATE.matches(target) : !LabelNames.isValid(target)) {
        map.problem("target_label", "\"" + target + "\" cannot be a label's name");
      }
    }
    String name = map.string("replacement", "$1");
    if (action.equals("labelmap") && !NAME_TEMPLATE.matches(name)) {
      map.problem("replacement", "\"" + name + "\" cannot be a label's name");
    }
  }
}
