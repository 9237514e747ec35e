package io.millrace.querier.remote;

import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.Secret;
import io.millrace.store.follow.StoreFollower;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a querier that is no ingester works.
 *
 * @param indexDirectory where its index lies, a cache of the store
 * @param addresses of ingesters
 * @param dnsName host and port, all addresses of which are ingesters; empty for none
 * @param refresh how often the name is looked up
 * @param token that the ingesters know; null for none
 * @param timeout for a whole answer of an ingester
 * @param maxUnflushedBytes of ingesters' blocks, compressed, that one read may take
 * @param requireAll whether an ingester that does not answer makes a query fail
 */
public record RemoteSettings(
    Path indexDirectory,
    List<URI> addresses,
    String dnsName,
    Duration refresh,
    @Nullable Secret token,
    Duration timeout,
    long maxUnflushedBytes,
    boolean requireAll,
    StoreFollower.Periods follow,
    long chunkCacheBytes) {
  private static final Duration MIN_PERIOD = Duration.ofMillis(10);
  private static final Duration ALL_PACKS_PERIOD = Duration.ofMinutes(10);
  private static final int DEFAULT_PORT = 3100;

  public RemoteSettings {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads the section {@code querier}.
   *
   * @param deleteDelay how long packs stay after they were replaced
   */
  public static RemoteSettings from(
      ConfigMap root, Path indexDirectory, long chunkCacheBytes, Duration deleteDelay) {
    ConfigMap querier = root.section("querier");
    ConfigMap ingesters = querier.section("ingesters");
    List<URI> addresses = new ArrayList<>();
    for (String address : ingesters.stringList("addresses", List.of())) {
      URI uri = address(address);
      if (uri == null) {
        ingesters.problem("addresses", "\"" + address + "\" is neither host:port nor a URL");
      } else {
        addresses.add(uri);
      }
    }
    String dnsName = ingesters.string("dns", "");
    if (!dnsName.isEmpty() && address(dnsName) == null) {
      ingesters.problem("dns", "\"" + dnsName + "\" is not host:port");
    }
    Duration quarter = deleteDelay.dividedBy(4);
    return new RemoteSettings(
        indexDirectory,
        addresses,
        dnsName,
        ingesters.duration("refresh", Duration.ofSeconds(10), MIN_PERIOD),
        token(root, ingesters),
        ingesters.duration("timeout", Duration.ofSeconds(15), MIN_PERIOD),
        ingesters.byteSize("max_unflushed_bytes", Runtime.getRuntime().maxMemory() / 8),
        querier.bool("require_all_ingesters", false),
        new StoreFollower.Periods(
            querier.duration("store_sync_period", Duration.ofSeconds(10), MIN_PERIOD),
            quarter.compareTo(ALL_PACKS_PERIOD) < 0 ? quarter : ALL_PACKS_PERIOD),
        chunkCacheBytes);
  }

  /** The token of this querier, or the one that all processes of an installation share. */
  private static @Nullable Secret token(ConfigMap root, ConfigMap ingesters) {
    Secret shared = root.section("common").secret("internal_token");
    Secret own = ingesters.secret("token");
    return own == null || own.isEmpty() ? shared : own;
  }

  /** An address as a URL without a path; null when it is none. */
  static @Nullable URI address(String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      String scheme = uri.getScheme();
      boolean known = "http".equals(scheme) || "https".equals(scheme);
      if (!known || uri.getHost() == null) {
        return null;
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return URI.create(scheme + "://" + uri.getHost() + ":" + port);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
