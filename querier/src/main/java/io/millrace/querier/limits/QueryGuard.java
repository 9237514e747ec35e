package io.millrace.querier.limits;

import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.LogRange;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.Query;
import io.millrace.logql.syntax.VariantsQuery;
import io.millrace.store.LabelMatcher;
import io.millrace.units.GoDuration;
import io.millrace.units.PrometheusDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Holds queries against a tenant's limits before they run. The texts are Loki's. */
public final class QueryGuard {
  private QueryGuard() {}

  /**
   * Lets a query pass, with its time range cut to what the tenant may look back to. A range that
   * lies behind that entirely comes back with its start behind its end.
   *
   * @param text of the query as it was asked
   * @param nowNanos nanoseconds since 1970
   * @throws QueryException when a limit forbids the query
   */
  public static QueryRequest admit(
      QueryRequest request, String text, QuerierLimits limits, long nowNanos) {
    check(request.query(), text, limits);
    long start = request.startNanos();
    long earliest = earliest(limits, nowNanos);
    if (start < earliest) {
      start = request.endNanos() < earliest ? request.endNanos() + 1 : earliest;
    }
    checkLength(request.endNanos() - start, limits);
    return start == request.startNanos() ? request : request.withStart(start);
  }

  /** As {@link #admit}, of what does not depend on time. */
  public static void check(Query query, String text, QuerierLimits limits) {
    if (limits.queryingDisabled()) {
      throw new QueryException(429, "querying is disabled, please contact your Loki operator");
    }
    if (limits.blockedQueries().stream().anyMatch(blocked -> blocked.matches(text, query))) {
      throw QueryException.badRequest("query blocked by policy");
    }
    if (query instanceof LogQuery log) {
      checkSelector(log.matchers(), limits);
    }
    for (LogRange range : ranges(query)) {
      checkSelector(range.query().matchers(), limits);
      checkWindow(range, limits);
    }
  }

  /** Checks one stream selector. */
  public static void checkSelector(List<LabelMatcher> matchers, QuerierLimits limits) {
    int max = limits.maxStreamsMatchers();
    if (max > 0 && matchers.size() > max) {
      throw QueryException.badRequest(
          "max streams matchers per query exceeded, matchers-count > limit (%d > %d)"
              .formatted(matchers.size(), max));
    }
    List<String> present = matchers.stream().map(LabelMatcher::name).toList();
    List<String> missing =
        limits.requiredLabels().stream().filter(name -> !present.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw QueryException.badRequest(
          "stream selector is missing required matchers [%s], labels present in the query were [%s]"
              .formatted(String.join(", ", missing), String.join(", ", present)));
    }
    if (present.size() < limits.minimumLabels()) {
      throw QueryException.badRequest(
          ("stream selector has less label matchers than required: (present: [%s],"
                  + " number_present: %d, required_number_label_matchers: %d)")
              .formatted(
                  present.stream().collect(Collectors.joining(", ")),
                  present.size(),
                  limits.minimumLabels()));
    }
  }

  private static void checkWindow(LogRange range, QuerierLimits limits) {
    long max = limits.maxQueryRange().toNanos();
    if (max > 0 && range.rangeNanos() > max) {
      throw QueryException.badRequest(
          "[interval] value exceeds limit: [%s] > [%s]"
              .formatted(
                  PrometheusDuration.format(range.rangeNanos()), PrometheusDuration.format(max)));
    }
  }

  /** Checks the length of a time range. Windows may be longer, as in Loki. */
  public static void checkLength(long lengthNanos, QuerierLimits limits) {
    long max = limits.query().maxQueryLength().toNanos();
    if (max > 0 && lengthNanos > max) {
      throw QueryException.badRequest(
          "the query time range exceeds the limit (query length: %s, limit: %s)"
              .formatted(GoDuration.format(lengthNanos), PrometheusDuration.format(max)));
    }
  }

  /** Checks the number of lines that a query asks for. */
  public static void checkEntries(int limit, QuerierLimits limits) {
    int max = limits.query().maxEntries();
    if (max > 0 && limit > max) {
      throw QueryException.badRequest(
          "max entries limit per query exceeded, limit > max_entries_limit_per_query (%d > %d)"
              .formatted(limit, max));
    }
  }

  /**
   * The oldest time that the tenant may look back to, in nanoseconds since 1970.
   *
   * @return {@link Long#MIN_VALUE} when there is no bound
   */
  public static long earliest(QuerierLimits limits, long nowNanos) {
    Duration lookback = limits.maxQueryLookback();
    return lookback.isZero() ? Long.MIN_VALUE : nowNanos - lookback.toNanos();
  }

  private static List<LogRange> ranges(Query query) {
    List<LogRange> ranges = new ArrayList<>();
    switch (query) {
      case LogQuery _ -> {}
      case MetricQuery metric -> collect(metric, ranges);
      case VariantsQuery variants -> {
        ranges.add(variants.of());
        variants.variants().forEach(variant -> collect(variant, ranges));
      }
    }
    return ranges;
  }

  private static void collect(MetricQuery query, List<LogRange> ranges) {
    switch (query) {
      case MetricQuery.RangeAggregation range -> ranges.add(range.range());
      case MetricQuery.VectorAggregation vector -> collect(vector.of(), ranges);
      case MetricQuery.Binary binary -> {
        collect(binary.left(), ranges);
        collect(binary.right(), ranges);
      }
      case MetricQuery.LabelReplace replace -> collect(replace.of(), ranges);
      case MetricQuery.VectorLiteral _, MetricQuery.NumberLiteral _ -> {}
    }
  }
}
