package io.millrace.ingester.limits;

import java.time.Duration;
import java.util.List;

/**
 * Limits on single entries, with Loki's names and defaults.
 *
 * @param rejectOldSamplesMaxAge entries older than this are refused if {@code rejectOldSamples}
 * @param creationGracePeriod how far in the future an entry may be
 * @param maxLineSize in bytes; 0 for no limit
 * @param truncateIdentifier put at the end of a line that was cut
 * @param maxStructuredMetadataSize bytes of all names and values of an entry
 * @param incrementDuplicateTimestamp whether an entry with the time of the one before it, but
 *     another line, is moved by a nanosecond
 * @param levelFields names that {@code detected_level} is looked for under
 */
public record EntryLimits(
    boolean rejectOldSamples,
    Duration rejectOldSamplesMaxAge,
    Duration creationGracePeriod,
    long maxLineSize,
    boolean truncateLines,
    String truncateIdentifier,
    boolean allowStructuredMetadata,
    long maxStructuredMetadataSize,
    int maxStructuredMetadataEntries,
    boolean incrementDuplicateTimestamp,
    boolean discoverLogLevels,
    List<String> levelFields,
    int levelFromJsonMaxDepth) {
  public EntryLimits {
    levelFields = List.copyOf(levelFields);
  }
}
