package io.millrace.ingester.push;

import io.millrace.ingester.enrich.LevelDetector;
import io.millrace.ingester.enrich.ServiceNameDiscovery;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TokenBucket;
import io.millrace.labels.Labels;
import java.util.concurrent.ConcurrentHashMap;

/** A tenant's limits with what was made from them, and the state of its rates. */
final class TenantRules {
  private static final int MAX_BUCKETS = 100_000;

  private final IngestionLimits limits;
  private final ServiceNameDiscovery serviceNames;
  private final LevelDetector levels;
  private final TokenBucket rate;
  private final ConcurrentHashMap<Labels, TokenBucket> streamRates;

  private TenantRules(
      IngestionLimits limits,
      TokenBucket rate,
      ConcurrentHashMap<Labels, TokenBucket> streamRates) {
    this.limits = limits;
    this.serviceNames = new ServiceNameDiscovery(limits.labels().discoverServiceName());
    this.levels =
        new LevelDetector(limits.entries().levelFields(), limits.entries().levelFromJsonMaxDepth());
    this.rate = rate;
    this.streamRates = streamRates;
  }

  static TenantRules first(IngestionLimits limits) {
    return new TenantRules(limits, new TokenBucket(), new ConcurrentHashMap<>());
  }

  /** These rules, or new ones with the same state when the limits have changed. */
  TenantRules with(IngestionLimits current) {
    return current.equals(limits) ? this : new TenantRules(current, rate, streamRates);
  }

  IngestionLimits limits() {
    return limits;
  }

  ServiceNameDiscovery serviceNames() {
    return serviceNames;
  }

  LevelDetector levels() {
    return levels;
  }

  boolean takeRate(long bytes, long nowNanos) {
    return rate.tryTake(
        (double) bytes, limits.rates().ingestionRate(), limits.rates().ingestionBurst(), nowNanos);
  }

  boolean takeStreamRate(Labels stream, long bytes, long nowNanos) {
    if (streamRates.size() > MAX_BUCKETS) {
      // A full bucket equals a new one, so forgetting them all costs at most one burst each.
      streamRates.clear();
    }
    return streamRates
        .computeIfAbsent(stream, _ -> new TokenBucket())
        .tryTake(
            (double) bytes,
            limits.rates().perStreamRate(),
            limits.rates().perStreamBurst(),
            nowNanos);
  }
}
