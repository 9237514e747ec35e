package io.millrace.querier.api;

import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.units.PrometheusDuration;
import java.io.IOException;

/** The time range of requests that ask the index alone, held against the tenant's limits. */
final class MetadataRange {
  private MetadataRange() {}

  /**
   * The range of a request, cut to what the tenant may look back to.
   *
   * @throws HttpException when the range is backwards, too long, or lies behind the lookback
   */
  static TimeParameters.Range of(HttpRequest request, QuerierLimits limits, long now)
      throws IOException {
    TimeParameters.Range asked = TimeParameters.range(request, now);
    if (asked.endNanos() < asked.startNanos()) {
      throw QueryParameters.bad("end timestamp must not be before or equal to start time");
    }
    return cut(asked, limits, now);
  }

  /** As {@link #of}, but Loki says the same of a range that is backwards as of one too old. */
  static TimeParameters.Range ofLabels(HttpRequest request, QuerierLimits limits, long now)
      throws IOException {
    return cut(TimeParameters.range(request, now), limits, now);
  }

  private static TimeParameters.Range cut(
      TimeParameters.Range asked, QuerierLimits limits, long now) throws IOException {
    long start = Math.max(asked.startNanos(), QueryGuard.earliest(limits, now));
    if (asked.endNanos() < start) {
      throw QueryParameters.bad(
          "this data is no longer available, it is past now - max_query_lookback (%s)"
              .formatted(PrometheusDuration.format(limits.maxQueryLookback().toNanos())));
    }
    return QueryRunner.refusing(
        () -> {
          QueryGuard.checkLength(asked.endNanos() - start, limits);
          return new TimeParameters.Range(start, asked.endNanos());
        });
  }
}
