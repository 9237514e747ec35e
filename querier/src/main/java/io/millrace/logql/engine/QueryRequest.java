package io.millrace.logql.engine;

import io.millrace.logql.syntax.Query;

/**
 * A query and the time it is about.
 *
 * @param endNanos exclusive for log queries, the last step at most for metric queries
 * @param stepNanos distance of the steps; above 0
 * @param limit lines to return at most; 0 for all
 * @param intervalNanos least distance of returned lines; 0 for none
 * @param instant whether to evaluate at {@code endNanos} alone
 */
public record QueryRequest(
    String tenant,
    Query query,
    long startNanos,
    long endNanos,
    long stepNanos,
    int limit,
    Direction direction,
    long intervalNanos,
    boolean instant) {
  /** The same query from another time on. */
  public QueryRequest withStart(long nanos) {
    return new QueryRequest(
        tenant, query, nanos, endNanos, stepNanos, limit, direction, intervalNanos, instant);
  }
}
