package io.millrace.server;

import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.querier.api.DrilldownRoutes;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.ruler.RulerLimits;
import io.millrace.service.config.ConfigMap;
import io.millrace.store.retention.TenantRetention;
import java.util.List;

/**
 * All limits of a tenant: what Loki's {@code limits_config} says.
 *
 * @param mayDelete whether the tenant may delete what it has logged
 */
public record TenantSettings(
    IngestionLimits ingestion,
    QuerierLimits queries,
    RulerLimits rules,
    TenantRetention retention,
    boolean mayDelete) {
  public static final TenantSettings DEFAULTS =
      new TenantSettings(
          IngestionLimits.DEFAULTS,
          QuerierLimits.DEFAULT,
          RulerLimits.DEFAULT,
          TenantRetention.FOREVER,
          true);

  /**
   * Reads {@code limits_config}, or what the file of overrides has for a tenant.
   *
   * @param defaults for keys that are absent
   */
  public static TenantSettings from(ConfigMap map, TenantSettings defaults) {
    DeletionMode mode =
        DeletionMode.from(map, defaults.mayDelete ? DeletionMode.ERASED : DeletionMode.DISABLED);
    return new TenantSettings(
        IngestionLimits.from(map, defaults.ingestion),
        QuerierLimits.from(map, defaults.queries),
        RulerLimits.from(map, defaults.rules),
        RetentionLimits.from(map, defaults.retention),
        mode != DeletionMode.DISABLED);
  }

  /** The same with other attributes of OTLP resources that become labels by default. */
  TenantSettings withOtlpLabels(List<String> attributes) {
    return new TenantSettings(
        ingestion.withOtlpLabels(attributes), queries, rules, retention, mayDelete);
  }

  /** What Logs Drilldown wants to know of the write side. */
  DrilldownRoutes.WriteLimits writeLimits() {
    return new DrilldownRoutes.WriteLimits(
        ingestion.entries().discoverLogLevels(),
        ingestion.entries().levelFields(),
        ingestion.labels().discoverServiceName(),
        ingestion.entries().truncateLines(),
        retention.period());
  }
}
