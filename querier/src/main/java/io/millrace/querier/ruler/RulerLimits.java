package io.millrace.querier.ruler;

import io.millrace.service.config.ConfigMap;

/**
 * What a tenant may have of rules, with Loki's names. A limit of 0 is none.
 *
 * @param maxRulesPerGroup rules of one group
 * @param maxGroups groups of the tenant
 */
public record RulerLimits(int maxRulesPerGroup, int maxGroups) {
  public static final RulerLimits DEFAULT = new RulerLimits(0, 0);

  /**
   * Reads Loki's {@code limits_config}.
   *
   * @param defaults for keys that are absent
   */
  public static RulerLimits from(ConfigMap map, RulerLimits defaults) {
    return new RulerLimits(
        map.integer(
            "ruler_max_rules_per_rule_group", defaults.maxRulesPerGroup, 0, Integer.MAX_VALUE),
        map.integer("ruler_max_rule_groups_per_tenant", defaults.maxGroups, 0, Integer.MAX_VALUE));
  }
}
