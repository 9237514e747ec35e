package io.millrace.server;

import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.querier.api.DeleteSettings;
import io.millrace.service.config.ConfigMap;
import io.millrace.store.LabelMatcher;
import io.millrace.store.compact.CompactorSettings;
import io.millrace.store.retention.TenantRetention;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of packs after they were written: Loki's {@code compactor} section, and retention
 * and {@code deletion_mode} of {@code limits_config}. {@code compactor.pack_target_size} and {@code
 * chunk_target_size} are Millrace's own.
 *
 * @param retention what holds for every tenant; nothing goes unless {@code retention_enabled}
 * @param mayDelete whether tenants may delete
 */
public record StoreUpkeep(
    CompactorSettings compactor,
    DeleteSettings deletes,
    TenantRetention retention,
    boolean mayDelete) {
  /** Longer than there are logs. */
  private static final Duration NEVER = Duration.ofDays(100_000);

  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  static StoreUpkeep from(ConfigMap root) {
    ConfigMap map = root.section("compactor");
    CompactorSettings defaults = CompactorSettings.defaults();
    boolean enabled = map.bool("retention_enabled", false);
    ConfigMap limits = root.section("limits_config");
    String mode =
        limits.choice(
            "deletion_mode",
            "filter-and-delete",
            List.of("disabled", "filter-only", "filter-and-delete"));
    boolean filterOnly = mode.equals("filter-only");
    Duration cancelPeriod = map.duration("delete_request_cancel_period", defaults.cancelPeriod());
    CompactorSettings compactor =
        new CompactorSettings(
            map.duration("compaction_interval", defaults.interval(), MIN_INTERVAL),
            map.duration("retention_delete_delay", defaults.deleteDelay()),
            filterOnly ? NEVER : cancelPeriod,
            map.byteSize("pack_target_size", defaults.packBytes()),
            map.byteSize("chunk_target_size", defaults.chunkLineBytes()));
    DeleteSettings deletes =
        new DeleteSettings(
            enabled, cancelPeriod, map.duration("delete_max_interval", Duration.ofHours(24)));
    TenantRetention retention = retention(limits);
    return new StoreUpkeep(
        compactor,
        deletes,
        enabled ? retention : TenantRetention.FOREVER,
        !mode.equals("disabled"));
  }

  private static TenantRetention retention(ConfigMap limits) {
    return new TenantRetention(
        limits.duration("retention_period", Duration.ZERO),
        limits.list("retention_stream", StoreUpkeep::rule));
  }

  private static TenantRetention.Rule rule(ConfigMap map) {
    return new TenantRetention.Rule(
        matchers(map),
        map.integer("priority", 0),
        map.duration("period", Duration.ZERO, Duration.ofHours(24)));
  }

  private static List<LabelMatcher> matchers(ConfigMap map) {
    try {
      return Parser.parseMatchers(map.requiredString("selector"));
    } catch (ParseException e) {
      map.problem("selector", String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
