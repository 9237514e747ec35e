package io.millrace.chunk;

import io.millrace.labels.Labels;

/**
 * A finished chunk and what an index keeps of it.
 *
 * @param bytes the chunk; not to be changed
 * @param minTimestamp time of the oldest entry, nanoseconds since 1970
 * @param maxTimestamp time of the newest entry, inclusive
 * @param lineBytes sum of the lengths of the lines
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedChunk(
    String tenant,
    Labels labels,
    byte[] bytes,
    long minTimestamp,
    long maxTimestamp,
    int entries,
    long lineBytes) {}
