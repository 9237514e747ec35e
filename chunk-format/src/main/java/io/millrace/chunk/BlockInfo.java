package io.millrace.chunk;

/**
 * What a chunk says about one of its blocks without reading it.
 *
 * @param minTimestamp time of the oldest entry, nanoseconds since 1970
 * @param maxTimestamp time of the newest entry, nanoseconds since 1970; inclusive
 * @param lineBytes sum of the lengths of the lines. Loki's chunks count 8 bytes for each pair of
 *     structured metadata on top, and before version 3 they do not know it at all: zero then
 * @param metadataBytes what structured metadata adds to {@code lineBytes} in a {@linkplain
 *     io.millrace.entry.MetadataVolume volume}; {@link #UNKNOWN} in columnar chunks of version 129
 * @param offset of the block's first byte from the start of the chunk
 * @param storedBytes bytes to read for the block, its checksum included
 */
public record BlockInfo(
    long minTimestamp,
    long maxTimestamp,
    int entries,
    long lineBytes,
    long metadataBytes,
    long offset,
    int storedBytes) {
  public static final long UNKNOWN = -1;
}
