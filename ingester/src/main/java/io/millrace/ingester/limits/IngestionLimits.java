package io.millrace.ingester.limits;

import io.millrace.ingester.enrich.LevelDetector;
import io.millrace.ingester.enrich.ServiceNameDiscovery;
import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.List;

/** All that limits a tenant's pushes. */
public record IngestionLimits(
    LabelLimits labels, EntryLimits entries, RateLimits rates, OtlpAttributes otlp) {
  private static final int MIB = 1 << 20;

  public static final IngestionLimits DEFAULTS =
      new IngestionLimits(
          new LabelLimits(15, 1024, 2048, List.of(), ServiceNameDiscovery.DEFAULT_SOURCES),
          new EntryLimits(
              true,
              Duration.ofDays(7),
              Duration.ofMinutes(10),
              256 << 10,
              false,
              "",
              true,
              64 << 10,
              128,
              false,
              true,
              LevelDetector.DEFAULT_FIELDS,
              2),
          new RateLimits(4 * MIB, 6 * MIB, 3 * MIB, 15 * MIB, 5000),
          OtlpAttributes.DEFAULTS);

  /**
   * Reads the write side of Loki's {@code limits_config}.
   *
   * @param defaults for keys that are absent
   */
  public static IngestionLimits from(ConfigMap map, IngestionLimits defaults) {
    return new IngestionLimits(
        labels(map, defaults.labels),
        entries(map, defaults.entries),
        rates(map, defaults.rates),
        OtlpAttributes.from(map.section("otlp_config"), defaults.otlp));
  }

  /** The same with other attributes of OTLP resources that become labels by default. */
  public IngestionLimits withOtlpLabels(List<String> attributes) {
    return new IngestionLimits(labels, entries, rates, otlp.withDefaultLabels(attributes));
  }

  private static LabelLimits labels(ConfigMap map, LabelLimits defaults) {
    return new LabelLimits(
        map.integer("max_label_names_per_series", defaults.maxNamesPerSeries()),
        map.integer("max_label_name_length", defaults.maxNameLength()),
        map.integer("max_label_value_length", defaults.maxValueLength()),
        map.stringList("enforced_labels", defaults.enforced()),
        map.stringList("discover_service_name", defaults.discoverServiceName()));
  }

  private static EntryLimits entries(ConfigMap map, EntryLimits defaults) {
    return new EntryLimits(
        map.bool("reject_old_samples", defaults.rejectOldSamples()),
        map.duration("reject_old_samples_max_age", defaults.rejectOldSamplesMaxAge()),
        map.duration("creation_grace_period", defaults.creationGracePeriod()),
        map.byteSize("max_line_size", defaults.maxLineSize()),
        map.bool("max_line_size_truncate", defaults.truncateLines()),
        map.string("max_line_size_truncate_identifier", defaults.truncateIdentifier()),
        map.bool("allow_structured_metadata", defaults.allowStructuredMetadata()),
        map.byteSize("max_structured_metadata_size", defaults.maxStructuredMetadataSize()),
        map.integer(
            "max_structured_metadata_entries_count", defaults.maxStructuredMetadataEntries()),
        map.bool("increment_duplicate_timestamp", defaults.incrementDuplicateTimestamp()),
        map.bool("discover_log_levels", defaults.discoverLogLevels()),
        map.stringList("log_level_fields", defaults.levelFields()),
        map.integer("log_level_from_json_max_depth", defaults.levelFromJsonMaxDepth()));
  }

  private static RateLimits rates(ConfigMap map, RateLimits defaults) {
    int maxGlobal = map.integer("max_global_streams_per_user", defaults.maxStreams());
    int maxLocal = map.integer("max_streams_per_user", 0);
    return new RateLimits(
        (double) map.megabytes("ingestion_rate_mb", defaults.ingestionRate() / MIB),
        (double) map.megabytes("ingestion_burst_size_mb", defaults.ingestionBurst() / MIB),
        (double) map.byteSize("per_stream_rate_limit", (long) defaults.perStreamRate()),
        (double) map.byteSize("per_stream_rate_limit_burst", (long) defaults.perStreamBurst()),
        maxLocal == 0 ? maxGlobal : maxGlobal == 0 ? maxLocal : Math.min(maxLocal, maxGlobal));
  }
}
