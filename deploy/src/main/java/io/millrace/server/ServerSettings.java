package io.millrace.server;

import io.millrace.ingester.IngesterConfig;
import io.millrace.ingester.IngesterOptions;
import io.millrace.ingester.ShutdownOptions;
import io.millrace.ingester.bulk.BulkFields;
import io.millrace.querier.limits.QueryGate;
import io.millrace.querier.remote.RemoteSettings;
import io.millrace.querier.ruler.RulerSettings;
import io.millrace.querier.tail.Tails;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ServerConfig;
import io.millrace.service.tenant.TenantOverrides;
import io.millrace.store.location.StoreLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server's config file says. The file is Loki's: keys that Loki has and Millrace has no use
 * for are accepted.
 *
 * @param target which parts run
 * @param usersFile who may ask; null for everybody
 * @param internalToken that queriers show to ingesters
 * @param shutdown what an ingester does at its end
 * @param remote how a querier works that is no ingester
 * @param tenantDefaults of tenants that have no limits of their own
 * @param tenantOverrides where those of others come from
 * @param tailMaxDuration after which a tail is closed
 * @param queryGate how many queries run at a time
 * @param objects where packs lie
 * @param upkeep how packs are compacted, kept and deleted from
 * @param ruler where rules come from and their outcome goes
 * @param bulkFields what the fields of Elasticsearch's documents mean
 * @param maxPushBytes of a push on the wire
 * @param maxDecompressedPushBytes of a push after decompression
 */
public record ServerSettings(
    ServerConfig server,
    Target target,
    boolean authEnabled,
    @Nullable Path usersFile,
    InternalToken internalToken,
    IngesterOptions ingester,
    ShutdownOptions shutdown,
    RemoteSettings remote,
    TenantSettings tenantDefaults,
    TenantOverrides.Source tenantOverrides,
    Duration tailMaxDuration,
    QueryGate.Limits queryGate,
    StoreLocation objects,
    StoreUpkeep upkeep,
    RulerSettings ruler,
    BulkFields bulkFields,
    int maxPushBytes,
    int maxDecompressedPushBytes) {
  private static final int DEFAULT_PORT = 3100;
  private static final long MAX_PUSH_BYTES = 100L << 20;
  private static final long MAX_DECOMPRESSED_PUSH_BYTES = 5000L << 20;
  private static final Duration OVERRIDES_PERIOD = Duration.ofSeconds(10);
  private static final Path DEFAULT_PREFIX = Path.of("data");

  /** Reads the whole file. */
  public static ServerSettings from(ConfigMap root) {
    String target = root.choice("target", "all", Target.allNames());
    ConfigMap common = root.section("common");
    String configuredPrefix = common.string("path_prefix", "");
    Path prefix = configuredPrefix.isEmpty() ? DEFAULT_PREFIX : Path.of(configuredPrefix);
    ConfigMap distributor = root.section("distributor");
    IngesterOptions ingester = IngesterConfig.from(root, prefix);
    StoreUpkeep upkeep = StoreUpkeep.from(root, prefix);
    RemoteSettings remote =
        RemoteSettings.from(
            root,
            ingester.indexDirectory(),
            ingester.chunkCacheBytes(),
            upkeep.compactor().deleteDelay());
    return new ServerSettings(
        ServerConfig.from(root.section("server"), DEFAULT_PORT),
        Target.named(target).orElse(Target.ALL),
        root.bool("auth_enabled", true),
        usersFile(root),
        new InternalToken(common.secret("internal_token")),
        ingester,
        ShutdownOptions.from(root, prefix),
        remote,
        TenantSettings.from(root.section("limits_config"), defaults(distributor)),
        overrides(root),
        root.section("querier").duration("tail_max_duration", Tails.DEFAULT_MAX_DURATION),
        QueryGate.Limits.from(root),
        StoreLocation.from(root, prefix),
        upkeep,
        RulerSettings.from(root, prefix),
        distributor.section("elasticsearch", BulkFields::from),
        capped(distributor.byteSize("max_recv_msg_size", MAX_PUSH_BYTES)),
        capped(distributor.byteSize("max_decompressed_size", MAX_DECOMPRESSED_PUSH_BYTES)));
  }

  private static TenantSettings defaults(ConfigMap distributor) {
    List<String> labels =
        distributor
            .section("otlp_config")
            .stringList(
                "default_resource_attributes_as_index_labels",
                TenantSettings.DEFAULTS.ingestion().otlp().defaultLabels());
    return TenantSettings.DEFAULTS.withOtlpLabels(labels);
  }

  private static @Nullable Path usersFile(ConfigMap root) {
    String file = root.section("authentication").string("users_file", "");
    return file.isEmpty() ? null : Path.of(file);
  }

  /** The older keys of limits_config are what runtime_config has taken the place of. */
  private static TenantOverrides.Source overrides(ConfigMap root) {
    ConfigMap limits = root.section("limits_config");
    ConfigMap runtime = root.section("runtime_config");
    String legacyFile = limits.string("per_tenant_override_config", "");
    Duration legacyPeriod = limits.duration("per_tenant_override_period", OVERRIDES_PERIOD);
    String file = runtime.string("file", legacyFile);
    Duration period = runtime.duration("period", legacyPeriod, Duration.ofMillis(10));
    return new TenantOverrides.Source(file.isEmpty() ? null : Path.of(file), period);
  }

  /** A body that takes more than a quarter of the heap would end the process. */
  private static int capped(long bytes) {
    return (int) Math.min(bytes, Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4));
  }
}
