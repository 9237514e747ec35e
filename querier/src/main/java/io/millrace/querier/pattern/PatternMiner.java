package io.millrace.querier.pattern;

import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the patterns of lines. Not safe for concurrent use. */
public final class PatternMiner {
  private static final int MAX_LINE_CHARS = 3000;
  private static final int MAX_TOKENS = 80;
  private static final int MAX_CLUSTERS = 3000;

  /** As deep as the tree of Loki's Drain is: {@code LogClusterDepth} 30, less its two ends. */
  private static final int BEGINNING_TOKENS = 28;

  private static final double LEAST_SIMILARITY = 0.5;
  private static final int LEAST_LINES = 30;
  private static final int MAX_PATTERNS = 300;

  private final long stepNanos;
  private final Map<Group, List<Cluster>> groups = new HashMap<>();
  private int clusters;

  /**
   * Lines that may have a pattern in common: those of one stream, level and length whose beginnings
   * are the same but for words with digits. Two texts that share only their end say different
   * things.
   */
  private record Group(Labels stream, String level, int tokens, List<String> beginning) {}

  /** What patterns of several streams are joined by. */
  private record Key(String pattern, String level) {}

  /**
   * A miner that has seen nothing.
   *
   * @param stepNanos width of a sample; above 0
   */
  public PatternMiner(long stepNanos) {
    this.stepNanos = stepNanos;
  }

  /** Looks at a line of a stream. JSON is left out: its shape is known by its fields. */
  public void add(Labels stream, long timestampNanos, String line, String level) {
    if (line.isBlank() || line.length() > MAX_LINE_CHARS || line.startsWith("{")) {
      return;
    }
    List<String> tokens = LineTokens.split(line, MAX_TOKENS);
    List<String> masked = masked(tokens);
    List<String> beginning = masked.subList(0, Math.min(BEGINNING_TOKENS, masked.size()));
    Group key = new Group(stream, level, tokens.size(), List.copyOf(beginning));
    List<Cluster> group = groups.computeIfAbsent(key, _ -> new ArrayList<>());
    long step = Math.floorDiv(timestampNanos, stepNanos) * stepNanos;
    Cluster best = best(group, tokens);
    if (best == null && clusters >= MAX_CLUSTERS) {
      return;
    }
    if (best == null) {
      best = new Cluster(masked);
      group.add(best);
      clusters++;
    }
    best.add(tokens, step);
  }

  private static List<String> masked(List<String> tokens) {
    return tokens.stream()
        .map(token -> LineTokens.isVariable(token) ? LineTokens.WILDCARD : token)
        .toList();
  }

  private static @Nullable Cluster best(List<Cluster> group, List<String> tokens) {
    Cluster best = null;
    double most = LEAST_SIMILARITY;
    for (Cluster cluster : group) {
      double similarity = cluster.similarity(tokens);
      if (similarity >= most) {
        best = cluster;
        most = Math.nextUp(similarity);
      }
    }
    return best;
  }

  /** The patterns that enough lines of a stream have, those of most lines first. */
  public List<LinePattern> patterns() {
    Map<Key, Map<Long, Integer>> joined = new HashMap<>();
    groups.forEach(
        (group, all) -> {
          for (Cluster cluster : all) {
            if (cluster.total() >= LEAST_LINES) {
              Key key = new Key(cluster.pattern(), group.level());
              Map<Long, Integer> counts = joined.computeIfAbsent(key, _ -> new TreeMap<>());
              cluster.counts().forEach((step, count) -> counts.merge(step, count, Integer::sum));
            }
          }
        });
    List<LinePattern> patterns = new ArrayList<>(joined.size());
    joined.forEach(
        (key, counts) -> patterns.add(new LinePattern(key.pattern(), key.level(), counts)));
    patterns.sort(
        Comparator.comparingLong(LinePattern::total)
            .reversed()
            .thenComparing(LinePattern::pattern)
            .thenComparing(LinePattern::level));
    return patterns.subList(0, Math.min(MAX_PATTERNS, patterns.size()));
  }
}
