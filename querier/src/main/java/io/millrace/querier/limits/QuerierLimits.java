package io.millrace.querier.limits;

import io.millrace.logql.engine.QueryLimits;
import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.List;

/**
 * All that limits a tenant's queries, with Loki's names and defaults. A limit of 0 is none.
 *
 * @param query what one query may cost
 * @param maxQueryRange longest window of a range aggregation
 * @param maxQueryLookback how far back queries may reach
 * @param maxStreamsMatchers matchers of one stream selector
 * @param requiredLabels labels that every stream selector must have a matcher for
 * @param minimumLabels matchers that every stream selector must have at least
 * @param queryingDisabled whether every query is refused, Loki's {@code max_query_parallelism: 0}
 * @param volumeMaxSeries groups that an answer of the volume endpoints may have
 * @param maxConcurrentTails tails at a time
 */
public record QuerierLimits(
    QueryLimits query,
    Duration maxQueryRange,
    Duration maxQueryLookback,
    int maxStreamsMatchers,
    List<String> requiredLabels,
    int minimumLabels,
    List<BlockedQuery> blockedQueries,
    boolean queryingDisabled,
    boolean volumeEnabled,
    int volumeMaxSeries,
    int maxConcurrentTails) {
  public static final QuerierLimits DEFAULT =
      new QuerierLimits(
          QueryLimits.DEFAULT,
          Duration.ZERO,
          Duration.ZERO,
          1000,
          List.of(),
          0,
          List.of(),
          false,
          true,
          1000,
          10);

  private static final int DEFAULT_PARALLELISM = 32;

  public QuerierLimits {
    requiredLabels = List.copyOf(requiredLabels);
    blockedQueries = List.copyOf(blockedQueries);
  }

  /**
   * Reads the read side of Loki's {@code limits_config}.
   *
   * @param defaults for keys that are absent
   */
  public static QuerierLimits from(ConfigMap map, QuerierLimits defaults) {
    int parallelism =
        count(map, "max_query_parallelism", defaults.queryingDisabled ? 0 : DEFAULT_PARALLELISM);
    return new QuerierLimits(
        query(map, defaults.query),
        map.duration("max_query_range", defaults.maxQueryRange),
        map.duration("max_query_lookback", defaults.maxQueryLookback),
        count(map, "max_streams_matchers_per_query", defaults.maxStreamsMatchers),
        map.stringList("required_labels", defaults.requiredLabels),
        count(map, "minimum_labels_number", defaults.minimumLabels),
        map.has("blocked_queries")
            ? map.list("blocked_queries", BlockedQuery::from)
            : defaults.blockedQueries,
        parallelism == 0,
        map.bool("volume_enabled", defaults.volumeEnabled),
        count(map, "volume_max_series", defaults.volumeMaxSeries),
        count(map, "max_concurrent_tail_requests", defaults.maxConcurrentTails));
  }

  private static QueryLimits query(ConfigMap map, QueryLimits defaults) {
    long perQuery = map.byteSize("max_query_bytes_read", 0);
    long perQuerier = map.byteSize("max_querier_bytes_read", defaults.maxBytesRead());
    return new QueryLimits(
        count(map, "max_query_series", defaults.maxSeries()),
        count(map, "max_entries_limit_per_query", defaults.maxEntries()),
        map.duration("max_query_length", defaults.maxQueryLength()),
        perQuery == 0 ? perQuerier : perQuery,
        map.duration("query_timeout", defaults.timeout()),
        defaults.maxSamples());
  }

  private static int count(ConfigMap map, String key, int fallback) {
    return map.integer(key, fallback, 0, Integer.MAX_VALUE);
  }
}
