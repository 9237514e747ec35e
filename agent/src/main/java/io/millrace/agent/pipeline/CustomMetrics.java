package io.millrace.agent.pipeline;

import io.millrace.labels.Labels;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What {@code metrics} stages count, by name and labels of the entries. Thread-safe. */
public final class CustomMetrics implements MultiCollector {
  private static final String TOTAL = "_total";

  private final LongSupplier nanos;
  private final Map<String, Family> families = new TreeMap<>();

  /** How a metric changes with an entry. */
  public enum Action {
    INC,
    DEC,
    ADD,
    SUB,
    SET,
    OBSERVE
  }

  /** Kinds of metrics. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /**
   * A metric.
   *
   * @param name with its prefix
   * @param maxIdleNanos series that nothing has changed for so long are forgotten
   * @param buckets upper bounds of a histogram, rising, without infinity
   */
  public record Metric(
      String name, String help, Type type, long maxIdleNanos, List<Double> buckets) {
    public Metric {
      buckets = List.copyOf(buckets);
    }
  }

  /** All series of a name. */
  private record Family(Metric metric, Map<Labels, Series> series) {}

  private static final class Series {
    private double value;
    private long[] counts = {};
    private long changedNanos;
  }

  /**
   * No metrics yet.
   *
   * @param nanos a clock that only rises
   */
  public CustomMetrics(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Changes the series of an entry's labels; a counter never falls. */
  synchronized void record(Metric metric, Labels labels, Action action, double amount) {
    if (metric.type() == Type.COUNTER && action == Action.ADD && amount < 0) {
      return;
    }
    Family family =
        families.computeIfAbsent(metric.name(), _ -> new Family(metric, new TreeMap<>()));
    Series series = family.series.computeIfAbsent(visible(labels), _ -> new Series());
    series.changedNanos = nanos.getAsLong();
    switch (action) {
      case INC -> series.value++;
      case DEC -> series.value--;
      case ADD -> series.value += amount;
      case SUB -> series.value -= amount;
      case SET -> series.value = amount;
      case OBSERVE -> observe(series, metric.buckets(), amount);
    }
  }

  private static void observe(Series series, List<Double> buckets, double amount) {
    if (series.counts.length == 0) {
      series.counts = new long[buckets.size() + 1];
    }
    int bucket = 0;
    while (bucket < buckets.size() && amount > buckets.get(bucket)) {
      bucket++;
    }
    series.counts[bucket]++;
    series.value += amount;
  }

  private static Labels visible(Labels labels) {
    Labels.Builder visible = labels.toBuilder();
    labels.forEach(
        (name, _) -> {
          if (name.startsWith("__")) {
            visible.remove(name);
          }
        });
    return visible.build();
  }

  @Override
  public synchronized MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    long now = nanos.getAsLong();
    for (Family family : families.values()) {
      if (!family.series.isEmpty()) {
        all.metricSnapshot(snapshot(family));
      }
      long idle = family.metric.maxIdleNanos();
      family.series.values().removeIf(series -> now - series.changedNanos >= idle);
    }
    families.values().removeIf(family -> family.series.isEmpty());
    return all.build();
  }

  private static MetricSnapshot snapshot(Family family) {
    Metric metric = family.metric;
    return switch (metric.type()) {
      case GAUGE -> gauge(metric, family.series);
      case HISTOGRAM -> HistogramData.of(metric, copies(family.series));
      case COUNTER -> counter(metric, family.series);
    };
  }

  private static Map<Labels, HistogramData> copies(Map<Labels, Series> series) {
    Map<Labels, HistogramData> copies = new TreeMap<>();
    series.forEach(
        (labels, each) ->
            copies.put(
                labels,
                new HistogramData(Arrays.stream(each.counts).boxed().toList(), each.value)));
    return copies;
  }

  private static MetricSnapshot gauge(Metric metric, Map<Labels, Series> series) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.name()).help(metric.help());
    series.forEach(
        (labels, each) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(prometheus(labels))
                    .value(each.value)
                    .build()));
    return gauge.build();
  }

  /** The library ends the names of counters in _total; one that does not goes out untyped. */
  private static MetricSnapshot counter(Metric metric, Map<Labels, Series> series) {
    String name = metric.name();
    if (name.endsWith(TOTAL)) {
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder()
              .name(name.substring(0, name.length() - TOTAL.length()))
              .help(metric.help());
      series.forEach(
          (labels, each) ->
              counter.dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .labels(prometheus(labels))
                      .value(each.value)
                      .build()));
      return counter.build();
    }
    UnknownSnapshot.Builder untyped = UnknownSnapshot.builder().name(name).help(metric.help());
    series.forEach(
        (labels, each) ->
            untyped.dataPoint(
                UnknownSnapshot.UnknownDataPointSnapshot.builder()
                    .labels(prometheus(labels))
                    .value(each.value)
                    .build()));
    return untyped.build();
  }

  static io.prometheus.metrics.model.snapshots.Labels prometheus(Labels labels) {
    List<String> pairs = new ArrayList<>();
    labels.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return io.prometheus.metrics.model.snapshots.Labels.of(pairs.toArray(new String[0]));
  }
}
