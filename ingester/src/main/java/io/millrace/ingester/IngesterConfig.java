package io.millrace.ingester;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the {@code ingester} and {@code common} sections of a Loki config into {@link
 * IngesterOptions}. Keys have Loki's names, meanings and defaults; those under {@code wal} that
 * Loki does not have, {@code out_of_order_window}, {@code chunk_format} and {@code chunk_templates}
 * are Millrace's own.
 */
public final class IngesterConfig {
  /** About how much smaller a chunk is than its lines; turns Loki's target size into a raw one. */
  private static final long ASSUMED_RATIO = 5;

  private static final int MIB = 1 << 20;

  /**
   * On mixed logs half the CPU time of level 6 for 8 % more bytes; level 3 is worse at both. What
   * is flushed is compacted soon, which compresses harder and builds the filters: to build them
   * twice would cost a push a fifth more.
   */
  private static final ColumnarCompression FLUSHED = new ColumnarCompression.Zstd(1);

  private static final String[] IGNORED_WAL = {
    "enabled", "checkpoint_duration", "replay_memory_ceiling", "disk_full_threshold"
  };

  private IngesterConfig() {}

  /**
   * Reads the config.
   *
   * @param root the whole file
   * @param pathPrefix {@code common.path_prefix}: where directories lie that are not named
   */
  public static IngesterOptions from(ConfigMap root, Path pathPrefix) {
    ConfigMap map = root.section("ingester");
    Duration maxAge = map.duration("max_chunk_age", Duration.ofHours(2), Duration.ofSeconds(1));
    ConfigMap wal = map.section("wal");
    wal.ignore(IGNORED_WAL);
    Path walDirectory = directory(wal.string("dir", ""), pathPrefix.resolve("wal"));
    String shipperDirectory =
        root.section("storage_config").section("tsdb_shipper").string("active_index_directory", "");
    int blockBytes = map.integer("chunk_block_size", 256 << 10, 1024, 64 * MIB);
    return new IngesterOptions(
        walDirectory,
        directory(shipperDirectory, pathPrefix.resolve("index")),
        wal(wal),
        flush(map, maxAge),
        map.duration("out_of_order_window", maxAge.dividedBy(2)),
        chunkFormat(map, blockBytes),
        blockBytes,
        map.byteSize("chunk_cache_size", Runtime.getRuntime().maxMemory() / 8));
  }

  private static Path directory(String configured, Path otherwise) {
    return configured.isEmpty() ? otherwise : Path.of(configured);
  }

  private static WalOptions wal(ConfigMap wal) {
    WalOptions defaults = WalOptions.DEFAULTS;
    String sync = wal.choice("sync", "always", List.of("always", "interval"));
    return new WalOptions(
        sync.equals("always") ? WalOptions.Sync.ALWAYS : WalOptions.Sync.INTERVAL,
        wal.duration("sync_interval", defaults.syncInterval(), Duration.ofMillis(1)),
        wal.byteSize("segment_size", defaults.segmentBytes()),
        wal.byteSize("min_free_bytes", defaults.minFreeBytes()));
  }

  private static FlushOptions flush(ConfigMap map, Duration maxAge) {
    FlushOptions defaults = FlushOptions.defaults();
    return new FlushOptions(
        map.duration("flush_check_period", defaults.checkPeriod(), Duration.ofMillis(1)),
        map.duration("chunk_idle_period", defaults.idlePeriod()),
        maxAge,
        map.duration("chunk_retain_period", defaults.retainPeriod()),
        ASSUMED_RATIO * map.longValue("chunk_target_size", 3L * MIB / 2, 1, 1L << 30),
        map.byteSize("flush_target_size", defaults.packLineBytes()),
        map.byteSize("head_memory_limit", defaults.memoryBytes()));
  }

  /**
   * {@code chunk_encoding} is how Loki's chunks are compressed; columnar ones have their own way.
   */
  private static ChunkFormat chunkFormat(ConfigMap map, int blockBytes) {
    String format = map.choice("chunk_format", "columnar", List.of("columnar", "loki"));
    List<String> names =
        Arrays.stream(LokiEncoding.values()).map(LokiEncoding::configName).toList();
    String name = map.choice("chunk_encoding", "zstd", names);
    boolean templates = map.bool("chunk_templates", false);
    return format.equals("columnar")
        ? ColumnarChunkFormat.forPacks()
            .withCompression(FLUSHED)
            .withoutFilters()
            .withTemplates(templates)
        : new LokiChunkFormat(LokiEncoding.named(name), blockBytes);
  }
}
