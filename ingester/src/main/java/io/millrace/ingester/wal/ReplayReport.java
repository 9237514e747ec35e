package io.millrace.ingester.wal;

import java.util.List;

/**
 * What was found when the log was read.
 *
 * @param segments those that can be read, in order
 * @param lastLsn of the last record; 0 when there is none
 * @param tornBytes bytes of writes that were cut off and that nobody was told of
 * @param losses damage: what acknowledged records were lost, in words
 */
public record ReplayReport(
    List<Segment> segments, long records, long lastLsn, long tornBytes, List<String> losses) {

  /**
   * A segment file and the LSNs that it holds; {@code lastLsn} is below {@code firstLsn} in an
   * empty one.
   */
  public record Segment(String fileName, long number, long firstLsn, long lastLsn) {}

  public ReplayReport {
    segments = List.copyOf(segments);
    losses = List.copyOf(losses);
  }
}
