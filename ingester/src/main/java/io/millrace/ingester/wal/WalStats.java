package io.millrace.ingester.wal;

/**
 * Counters since the log was opened.
 *
 * @param bytes written to segments
 * @param syncs of a segment to the device
 * @param failures of a write or a sync, and refusals for want of disk space
 * @param segments files that exist now
 */
public record WalStats(long records, long bytes, long syncs, long failures, int segments) {}
