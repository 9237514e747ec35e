package io.millrace.store.index;

import io.millrace.labels.Labels;

/** A chunk of a pack, with the stream that it belongs to. */
public record PackEntry(String tenant, Labels labels, ChunkRef chunk) {}
