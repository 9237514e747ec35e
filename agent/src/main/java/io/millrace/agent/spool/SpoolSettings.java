package io.millrace.agent.spool;

import java.nio.file.Path;

/**
 * {@code spool}.
 *
 * @param maxBytes of all lanes together on the disk
 * @param segmentBytes after which a new segment is begun
 * @param rotatedFiles as many rotated files beside a log that is not read put it at risk
 * @param dropsOldest whether the oldest segment of a lane gives way when the spool is full
 */
public record SpoolSettings(
    Path directory, long maxBytes, long segmentBytes, int rotatedFiles, boolean dropsOldest) {
  public SpoolSettings {
    if (maxBytes < 2 * segmentBytes) {
      throw new IllegalArgumentException(
          "max_bytes must be at least twice segment_bytes, which is " + segmentBytes);
    }
  }
}
