package io.millrace.querier.tail;

import io.millrace.logql.syntax.LogQuery;

/**
 * What a client wants to follow.
 *
 * @param startNanos from when on entries are sent that are there already
 * @param limit how many of those, the newest ones
 * @param delayNanos how long an entry is held back, so that late ones are sent in order
 */
public record TailRequest(
    String tenant, LogQuery query, long startNanos, int limit, long delayNanos) {}
