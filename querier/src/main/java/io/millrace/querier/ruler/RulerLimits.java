package io.millrace.querier.ruler;

import io.millrace.querier.ruler.http.Unsupported;
import io.millrace.service.config.ConfigMap;

/**
 * What a tenant may have of rules, with Loki's names. A limit of 0 is none.
 *
 * @param maxRulesPerGroup rules of one group
 * @param maxGroups groups of the tenant
 * @param writes whether what rules record leaves by remote write
 */
public record RulerLimits(int maxRulesPerGroup, int maxGroups, boolean writes) {
  public static final RulerLimits DEFAULT = new RulerLimits(0, 0, true);

  /**
   * Reads Loki's {@code limits_config}.
   *
   * @param defaults for keys that are absent
   */
  public static RulerLimits from(ConfigMap map, RulerLimits defaults) {
    Unsupported.refuseOfLimits(map);
    return new RulerLimits(
        map.integer(
            "ruler_max_rules_per_rule_group", defaults.maxRulesPerGroup, 0, Integer.MAX_VALUE),
        map.integer("ruler_max_rule_groups_per_tenant", defaults.maxGroups, 0, Integer.MAX_VALUE),
        !map.bool("ruler_remote_write_disabled", !defaults.writes));
  }
}
