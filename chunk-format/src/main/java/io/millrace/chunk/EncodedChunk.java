package io.millrace.chunk;

import io.millrace.filter.ChunkFilters;
import io.millrace.labels.Labels;

/**
 * A finished chunk and what an index keeps of it.
 *
 * @param bytes the chunk; not to be changed
 * @param tailLength how many bytes at the chunk's end open it, without its blocks; zero when
 *     opening takes the whole chunk
 * @param minTimestamp time of the oldest entry, nanoseconds since 1970
 * @param maxTimestamp time of the newest entry, inclusive
 * @param lineBytes sum of the lengths of the lines
 * @param filters those that are not inside of the chunk
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedChunk(
    ChunkKind kind,
    String tenant,
    Labels labels,
    byte[] bytes,
    int tailLength,
    long minTimestamp,
    long maxTimestamp,
    int entries,
    long lineBytes,
    ChunkFilters filters) {}
