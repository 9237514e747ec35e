package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.TokenBucket;
import io.millrace.labels.Labels;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code limit}: lets through as many lines as a rate allows, for the whole job or for each value
 * of a label. It drops the others, or else slows down the reader.
 */
sealed interface LimitStage extends Stage {
  /** Why lines are dropped. */
  String REASON = "ratelimit_drop_stage";

  /**
   * Drops lines above the rate.
   *
   * @param bucket of the job
   */
  record Dropping(TokenBucket bucket, StageContext context) implements LimitStage {
    @Override
    public void process(LogEntry entry, EntryConsumer next) {
      if (bucket.take(context.clock().nanoTime())) {
        next.accept(entry);
      } else {
        context.drops().dropped(REASON);
      }
    }
  }

  /**
   * Lets the reader wait, not its thread, which has other files to read.
   *
   * @param bucket of the job
   */
  record Slowing(TokenBucket bucket, StageContext context) implements LimitStage {
    @Override
    public void process(LogEntry entry, EntryConsumer next) {
      if (!bucket.owe(context.clock().nanoTime())) {
        entry.gate(() -> bucket.has(context.clock().nanoTime()));
      }
      next.accept(entry);
    }
  }

  /**
   * Drops lines above the rate that holds for each value of a label; those without it pass.
   *
   * @param label its name
   * @param buckets of the job
   */
  record ByLabel(String label, Buckets buckets, StageContext context) implements LimitStage {
    private static final CustomMetrics.Metric DROPPED =
        new CustomMetrics.Metric(
            "logentry_dropped_lines_by_label_total",
            "Lines dropped by a limit for each value of a label.",
            CustomMetrics.Type.COUNTER,
            Duration.ofHours(1).toNanos(),
            List.of());

    @Override
    public void process(LogEntry entry, EntryConsumer next) {
      String value = entry.labels().get(label);
      if (value == null || buckets.of(value).take(context.clock().nanoTime())) {
        next.accept(entry);
        return;
      }
      context.drops().dropped(REASON);
      context
          .metrics()
          .record(
              DROPPED,
              Labels.of("label_name", label, "label_value", value),
              CustomMetrics.Action.INC,
              1);
    }
  }

  /** A bucket for each value; the one that was unused for longest gives way. Thread-safe. */
  final class Buckets {
    private final double rate;
    private final int burst;
    private final Map<String, TokenBucket> known;

    /**
     * No buckets.
     *
     * @param max values that are told apart
     */
    Buckets(double rate, int burst, int max) {
      this.rate = rate;
      this.burst = burst;
      this.known =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
              return size() > max;
            }
          };
    }

    synchronized TokenBucket of(String value) {
      return known.computeIfAbsent(value, _ -> new TokenBucket(rate, burst));
    }
  }
}
