package io.millrace.querier.api;

import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.Point;
import io.millrace.logql.engine.QueryResult.Sample;
import io.millrace.logql.engine.QueryResult.Series;
import io.millrace.logql.stage.LabelSet;
import io.millrace.service.http.HttpException;
import io.millrace.store.StoredBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up volumes of groups in buckets of time, from what is known of blocks: nothing is read, and
 * of a block that reaches beyond a bucket the part counts that its time has in common with it. A
 * bucket's time is its last millisecond, or the end of the range.
 */
final class VolumeBuckets {
  private static final long MILLI = 1_000_000;

  private final TimeParameters.Range range;
  private final long step;
  private final int maxGroups;
  private final Set<LabelSet> groups = new HashSet<>();

  /** By the time of the bucket. */
  private final TreeMap<Long, Map<LabelSet, Double>> volumes = new TreeMap<>();

  /**
   * No volumes yet.
   *
   * @param stepNanos buckets begin at its multiples; 0 for one bucket
   * @param maxGroups more are refused; 0 for any number
   */
  VolumeBuckets(TimeParameters.Range range, long stepNanos, int maxGroups) {
    this.range = range;
    this.step = stepNanos;
    this.maxGroups = maxGroups;
  }

  /** Adds the blocks of a stream to the groups. */
  void add(List<StoredBlock> blocks, List<LabelSet> to) {
    groups.addAll(to);
    if (maxGroups > 0 && groups.size() > maxGroups) {
      throw new HttpException(
          400,
          "the query hit the max number of series limit (limit: %d series)".formatted(maxGroups));
    }
    for (StoredBlock block : blocks) {
      long bytes = BlockSums.volume(block);
      long from = Math.max(block.minTimestamp(), range.startNanos());
      long last = Math.min(block.maxTimestamp(), range.endNanos());
      while (from <= last) {
        long start = step == 0 ? range.startNanos() : bucketStart(from);
        long next = step == 0 ? Long.MAX_VALUE : Math.floorDiv(from, step) * step + step;
        boolean isLast = next >= range.endNanos();
        long end = isLast ? range.endNanos() : next - MILLI;
        double share = BlockSums.share(block, start, end);
        if (share >= 0) {
          Map<LabelSet, Double> bucket = volumes.computeIfAbsent(end, _ -> new TreeMap<>());
          to.forEach(group -> bucket.merge(group, Math.floor(bytes * share), Double::sum));
        }
        if (isLast) {
          break;
        }
        from = next;
      }
    }
  }

  private long bucketStart(long time) {
    return Math.max(range.startNanos(), Math.floorDiv(time, step) * step);
  }

  /** The largest groups of the only bucket, largest first. */
  QueryResult vector(int limit, long timeNanos) {
    List<Sample> samples = new ArrayList<>();
    for (Map<LabelSet, Double> bucket : volumes.values()) {
      largest(bucket, limit)
          .forEach(group -> samples.add(new Sample(group.getKey(), timeNanos, group.getValue())));
    }
    return new QueryResult.Vector(samples);
  }

  /** The largest groups of each bucket. */
  QueryResult matrix(int limit) {
    Map<LabelSet, List<Point>> series = new TreeMap<>();
    volumes.forEach(
        (time, bucket) ->
            largest(bucket, limit)
                .forEach(
                    group ->
                        series
                            .computeIfAbsent(group.getKey(), _ -> new ArrayList<>())
                            .add(new Point(time, group.getValue()))));
    List<Series> result = new ArrayList<>();
    series.forEach((labels, points) -> result.add(new Series(labels, points)));
    return new QueryResult.Matrix(result);
  }

  private static List<Map.Entry<LabelSet, Double>> largest(
      Map<LabelSet, Double> bucket, int limit) {
    List<Map.Entry<LabelSet, Double>> groups = new ArrayList<>(bucket.entrySet());
    // Stable: groups of equal volume stay in the order of their labels.
    groups.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    return groups.subList(0, Math.min(groups.size(), limit));
  }
}
