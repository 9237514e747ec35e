package io.millrace.server;

import io.millrace.querier.api.DeleteSettings;
import io.millrace.service.config.ConfigMap;
import io.millrace.store.compact.CompactorSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What becomes of packs after they were written: Loki's {@code compactor} section. {@code
 * compactor.rewrite_after}, {@code pack_target_size} and {@code chunk_target_size} are Millrace's
 * own.
 *
 * @param retentionEnabled whether what is older than a tenant's retention goes
 */
public record StoreUpkeep(
    CompactorSettings compactor, DeleteSettings deletes, boolean retentionEnabled) {
  /** Longer than there are logs. */
  private static final Duration NEVER = Duration.ofDays(100_000);

  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  /**
   * Reads the section.
   *
   * @param prefix the directory that what has none of its own lies below
   */
  static StoreUpkeep from(ConfigMap root, Path prefix) {
    ConfigMap map = root.section("compactor");
    String directory = map.string("working_directory", "");
    CompactorSettings defaults =
        CompactorSettings.defaults(
            directory.isEmpty() ? prefix.resolve("compactor") : Path.of(directory));
    boolean enabled = map.bool("retention_enabled", false);
    DeletionMode mode = DeletionMode.from(root.section("limits_config"), DeletionMode.ERASED);
    Duration cancelPeriod = map.duration("delete_request_cancel_period", defaults.cancelPeriod());
    CompactorSettings compactor =
        new CompactorSettings(
            defaults.workDirectory(),
            map.duration("compaction_interval", defaults.interval(), MIN_INTERVAL),
            map.duration("rewrite_after", defaults.rewriteAfter()),
            map.duration("retention_delete_delay", defaults.deleteDelay()),
            mode == DeletionMode.HIDDEN ? NEVER : cancelPeriod,
            map.byteSize("pack_target_size", defaults.packBytes()),
            map.byteSize("chunk_target_size", defaults.chunkLineBytes()));
    DeleteSettings deletes =
        new DeleteSettings(
            enabled, cancelPeriod, map.duration("delete_max_interval", Duration.ofHours(24)));
    return new StoreUpkeep(compactor, deletes, enabled);
  }
}
