package io.millrace.ingester;

import io.millrace.chunk.ChunkFormat;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.wal.WalOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an ingester works.
 *
 * @param walDirectory where the log lies
 * @param indexDirectory where the index lies
 * @param outOfOrderWindow how far behind the newest entry of its stream an entry may be
 * @param chunkFormat of new chunks
 * @param blockLineBytes a stream's entries are compressed when they have this many bytes of lines
 * @param chunkCacheBytes of the heap for open chunks that readers keep
 */
public record IngesterOptions(
    Path walDirectory,
    Path indexDirectory,
    WalOptions wal,
    FlushOptions flush,
    Duration outOfOrderWindow,
    ChunkFormat chunkFormat,
    long blockLineBytes,
    long chunkCacheBytes) {}
