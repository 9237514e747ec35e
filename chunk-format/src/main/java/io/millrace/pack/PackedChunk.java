package io.millrace.pack;

import io.millrace.chunk.ChunkKind;
import io.millrace.labels.Labels;

/**
 * What a pack's directory says about one of its chunks.
 *
 * @param offset of the chunk's first byte in the pack
 * @param length of the chunk in bytes
 * @param checksum CRC-32C of the chunk
 * @param minTimestamp time of the oldest entry, nanoseconds since 1970
 * @param maxTimestamp time of the newest entry, inclusive
 * @param lineBytes sum of the lengths of the lines
 * @param tail copy of the chunk's last bytes, which open it without its blocks; empty when opening
 *     takes the whole chunk. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record PackedChunk(
    ChunkKind kind,
    String tenant,
    Labels labels,
    long offset,
    int length,
    int checksum,
    long minTimestamp,
    long maxTimestamp,
    int entries,
    long lineBytes,
    byte[] tail) {}
