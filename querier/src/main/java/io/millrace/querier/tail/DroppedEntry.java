package io.millrace.querier.tail;

import io.millrace.logql.stage.LabelSet;

/** An entry that the reader was too slow for. */
public record DroppedEntry(long timestampNanos, LabelSet labels) {}
