package io.millrace.ingester.stream;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;

/** Entries on their way into a stream, in the order of their arrival. */
public record StreamEntries(Labels labels, EntryBatch entries) {}
