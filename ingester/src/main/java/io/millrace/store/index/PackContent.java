package io.millrace.store.index;

import io.millrace.labels.Labels;

/**
 * A chunk of a pack, as far as the index knows it without the pack.
 *
 * @param minTimestamp of its oldest entry, in nanoseconds since 1970
 * @param maxTimestamp of its newest entry, inclusive
 */
public record PackContent(String tenant, Labels labels, long minTimestamp, long maxTimestamp) {}
