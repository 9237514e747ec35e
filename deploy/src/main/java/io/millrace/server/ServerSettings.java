package io.millrace.server;

import io.millrace.ingester.IngesterConfig;
import io.millrace.ingester.IngesterOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.logql.engine.QueryLimits;
import io.millrace.querier.tail.TailLimits;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ServerConfig;
import io.millrace.store.location.StoreLocation;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server's config file says. The file is Loki's: keys that Loki has and Millrace has no use
 * for are accepted.
 *
 * @param objects where packs lie
 * @param upkeep how packs are compacted, kept and deleted from
 * @param maxPushBytes of a push on the wire
 * @param maxDecompressedPushBytes of a push after decompression
 */
public record ServerSettings(
    ServerConfig server,
    boolean authEnabled,
    IngesterOptions ingester,
    IngestionLimits ingestionLimits,
    QueryLimits queryLimits,
    TailLimits tailLimits,
    StoreLocation objects,
    StoreUpkeep upkeep,
    int maxPushBytes,
    int maxDecompressedPushBytes) {
  private static final int DEFAULT_PORT = 3100;
  private static final long MAX_PUSH_BYTES = 100L << 20;
  private static final long MAX_DECOMPRESSED_PUSH_BYTES = 5000L << 20;
  private static final Path DEFAULT_PREFIX = Path.of("data");

  /** Reads the whole file. */
  public static ServerSettings from(ConfigMap root) {
    root.choice("target", "all", List.of("all"));
    ConfigMap common = root.section("common");
    String configuredPrefix = common.string("path_prefix", "");
    Path prefix = configuredPrefix.isEmpty() ? DEFAULT_PREFIX : Path.of(configuredPrefix);
    ConfigMap distributor = root.section("distributor");
    return new ServerSettings(
        ServerConfig.from(root.section("server"), DEFAULT_PORT),
        root.bool("auth_enabled", true),
        IngesterConfig.from(root, prefix),
        IngestionLimits.from(root.section("limits_config"), IngestionLimits.DEFAULTS),
        queryLimits(root.section("limits_config"), QueryLimits.DEFAULT),
        tailLimits(root),
        StoreLocation.from(root, prefix),
        StoreUpkeep.from(root),
        capped(distributor.byteSize("max_recv_msg_size", MAX_PUSH_BYTES)),
        capped(distributor.byteSize("max_decompressed_size", MAX_DECOMPRESSED_PUSH_BYTES)));
  }

  private static QueryLimits queryLimits(ConfigMap map, QueryLimits defaults) {
    long perQuery = map.byteSize("max_query_bytes_read", 0);
    long perQuerier = map.byteSize("max_querier_bytes_read", defaults.maxBytesRead());
    return new QueryLimits(
        map.integer("max_query_series", defaults.maxSeries(), 0, Integer.MAX_VALUE),
        map.integer("max_entries_limit_per_query", defaults.maxEntries(), 0, Integer.MAX_VALUE),
        map.duration("max_query_length", defaults.maxQueryLength()),
        perQuery == 0 ? perQuerier : perQuery,
        map.duration("query_timeout", defaults.timeout()),
        defaults.maxSamples());
  }

  private static TailLimits tailLimits(ConfigMap root) {
    TailLimits defaults = TailLimits.DEFAULT;
    return new TailLimits(
        root.section("limits_config")
            .integer("max_concurrent_tail_requests", defaults.maxConcurrent(), 0, 100_000),
        root.section("querier").duration("tail_max_duration", defaults.maxDuration()));
  }

  /** A body that takes more than a quarter of the heap would end the process. */
  private static int capped(long bytes) {
    return (int) Math.min(bytes, Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4));
  }
}
