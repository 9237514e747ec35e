package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.labels.Labels;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.RangeOperation;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a range aggregation: scans lines, gathers samples by series, applies the function. */
final class RangeScan {
  private final QueryContext context;
  private final ScanPool pool;
  private final Pipeline pipeline;
  private final SampleLabels seriesLabels;
  private final MetricQuery.RangeAggregation aggregation;
  private final RangeOperation operation;
  private final Steps steps;
  private final TimeRange timeRange;
  private final long range;
  private final long offset;
  private final boolean keepsSamples;
  private final boolean countsBytes;

  RangeScan(
      QueryContext context,
      ScanPool pool,
      Pipeline pipeline,
      SampleLabels seriesLabels,
      MetricQuery.RangeAggregation aggregation,
      Steps steps) {
    this.context = context;
    this.pool = pool;
    this.pipeline = pipeline;
    this.seriesLabels = seriesLabels;
    this.aggregation = aggregation;
    this.operation = aggregation.operation();
    this.steps = steps;
    this.timeRange = new TimeRange(firstNanos(aggregation, steps), endNanos(aggregation, steps));
    this.range = aggregation.range().rangeNanos();
    this.offset = aggregation.range().offsetNanos();
    this.keepsSamples =
        aggregation.range().unwrap() != null && operation != RangeOperation.ABSENT_OVER_TIME;
    this.countsBytes =
        operation == RangeOperation.BYTES_OVER_TIME || operation == RangeOperation.BYTES_RATE;
  }

  /** Start of the first window, exclusive there but inclusive here. */
  static long firstNanos(MetricQuery.RangeAggregation aggregation, Steps steps) {
    return steps.start() - aggregation.range().offsetNanos() - aggregation.range().rangeNanos() + 1;
  }

  /** End of the last window, inclusive there but exclusive here. */
  static long endNanos(MetricQuery.RangeAggregation aggregation, Steps steps) {
    return steps.end() - aggregation.range().offsetNanos() + 1;
  }

  List<StepSeries> run(List<StreamBlocks> streams) {
    List<ScanUnit> units = ScanUnit.of(streams, timeRange.startNanos(), timeRange.endNanos());
    Prefetcher prefetcher = new Prefetcher(units, this::prefetch);
    List<Worker> workers =
        pool.forEach(
            context,
            units.size(),
            Worker::new,
            (worker, i) -> {
              prefetcher.reached(i);
              worker.scan(units.get(i));
            });
    Map<LabelSet, Accumulator> merged = new HashMap<>();
    for (Worker worker : workers) {
      worker.series.all().forEach((labels, found) -> merged.merge(labels, found, RangeScan::merge));
    }
    List<StepSeries> result = new ArrayList<>(merged.size());
    for (Map.Entry<LabelSet, Accumulator> entry : merged.entrySet()) {
      context.check();
      StepSeries series = new StepSeries(entry.getKey(), steps.count());
      fill(series, entry.getValue());
      if (!series.isEmpty()) {
        result.add(series);
      }
    }
    return result;
  }

  private void prefetch(ScanUnit unit) {
    boolean counts =
        pipeline.isEmpty()
            && unit.blocks().size() == 1
            && seriesLabels.dependsOnStreamOnly(unit.stream());
    if (!counts) {
      UnitReader.prefetch(unit, pipeline.batchFilter());
    } else if (unit.blocks().getFirst().isRemote() && !liesInSameWindows(unit)) {
      unit.blocks().getFirst().prefetchOutline();
    }
  }

  private static Accumulator merge(Accumulator left, Accumulator right) {
    switch (left) {
      case Accumulator.Counts counts when right instanceof Accumulator.Counts other ->
          counts.addAll(other);
      case Accumulator.Volume volume when right instanceof Accumulator.Volume other -> {
        volume.lines().addAll(other.lines());
        volume.amount().addAll(other.amount());
      }
      case Accumulator.Samples samples when right instanceof Accumulator.Samples other ->
          samples.list().addAll(other.list());
      default -> throw new IllegalStateException("accumulators of different kinds");
    }
    return left;
  }

  private void fill(StepSeries series, Accumulator accumulator) {
    switch (accumulator) {
      case Accumulator.Counts counts -> fillCounts(series, counts.counts(), counts.counts());
      case Accumulator.Volume volume ->
          fillCounts(series, volume.lines().counts(), volume.amount().counts());
      case Accumulator.Samples samples -> fillSamples(series, samples.list());
    }
  }

  private void fillCounts(StepSeries series, long[] lines, long[] amounts) {
    boolean perSecond = operation == RangeOperation.RATE || operation == RangeOperation.BYTES_RATE;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] > 0) {
        series.set(i, perSecond ? amounts[i] / (range / 1e9) : amounts[i]);
      }
    }
  }

  private void fillSamples(StepSeries series, SampleList list) {
    list.sort();
    Double parameter = aggregation.parameter();
    double quantile = parameter == null ? 0 : parameter;
    int from = 0;
    int to = 0;
    for (int i = 0; i < steps.count(); i++) {
      long end = steps.time(i) - offset;
      while (to < list.size() && list.time(to) <= end) {
        to++;
      }
      while (from < to && list.time(from) <= end - range) {
        from++;
      }
      if (from < to) {
        series.set(i, WindowFunctions.apply(operation, quantile, list, from, to, range));
      }
      if ((i & 63) == 63) {
        context.check();
      }
    }
  }

  private int firstStep(long timestamp) {
    return steps.firstAtOrAfter(timestamp + offset);
  }

  private int lastStep(long timestamp) {
    return steps.lastAtOrBefore(timestamp + offset + range - 1);
  }

  private boolean liesInSameWindows(ScanUnit unit) {
    return firstStep(unit.minTimestamp()) == firstStep(unit.maxTimestamp())
        && lastStep(unit.minTimestamp()) == lastStep(unit.maxTimestamp());
  }

  /** Scans units on one thread. */
  private final class Worker {
    private final LineRun run = pipeline.newRun();
    private final UnitOpener opener = new UnitOpener(context, pipeline, run, timeRange, false);
    private final SeriesTable series =
        new SeriesTable(run, pipeline, seriesLabels, this::newAccumulator);
    private final double[] value = new double[1];
    private @Nullable Labels stream;
    private long passed;
    private int kept;

    private void scan(ScanUnit unit) {
      if (!unit.stream().equals(stream)) {
        stream = unit.stream();
        run.stream(unit.stream());
        series.stream(unit.stream());
      }
      if (pipeline.isEmpty() && series.isOne() && unit.blocks().size() == 1) {
        StoredBlock block = unit.blocks().getFirst();
        if ((block.lineBytesAreExact() || !countsBytes) && countWhole(unit, block)) {
          return;
        }
        if (countsBytes) {
          EntryOutline outline = UnitReader.outline(unit, block, context);
          count(outline.timestamps(), outline.lineSizes());
        } else {
          count(UnitReader.times(unit, block, context), null);
        }
        return;
      }
      if (pipeline.isEmpty() && series.isOne()) {
        EntryOutline outline =
            EntryOutline.of(UnitReader.read(unit, pipeline.batchFilter(), timeRange, context));
        count(outline.timestamps(), outline.lineSizes());
      } else {
        passed = 0;
        try {
          take(opener.open(unit));
        } catch (UncheckedIOException e) {
          UnitReader.warn(unit, e, context);
        }
        context.passed(passed);
      }
      context.holding(2L * kept);
      kept = 0;
    }

    /** Counts a block without reading it, when it lies within the same windows from end to end. */
    private boolean countWhole(ScanUnit unit, StoredBlock block) {
      if (!liesInSameWindows(unit)) {
        return false;
      }
      int firstStep = firstStep(unit.minTimestamp());
      int lastStep = lastStep(unit.minTimestamp());
      if (firstStep <= lastStep && block.entries() > 0) {
        add(series.ofStream(), firstStep, lastStep, block.entries(), block.lineBytes());
      }
      context.skipped();
      return true;
    }

    /**
     * Counts entries that nothing filters.
     *
     * @param times in ascending order
     * @param sizes of the lines; null when they do not matter
     */
    private void count(long[] times, int @Nullable [] sizes) {
      int at = 0;
      while (at < times.length) {
        int firstStep = firstStep(times[at]);
        int lastStep = lastStep(times[at]);
        // Neighbours mostly lie within the same windows; they are added in one go.
        int from = at;
        at = firstAfter(times, from, lastTimeOfSameWindows(firstStep, lastStep));
        long bytes = 0;
        for (int i = from; sizes != null && i < at; i++) {
          bytes += sizes[i];
        }
        if (firstStep <= lastStep) {
          add(series.ofStream(), firstStep, lastStep, at - from, bytes);
        }
      }
      context.passed(times.length);
    }

    /** The first index behind {@code from} of a time after {@code until}. */
    private static int firstAfter(long[] times, int from, long until) {
      int low = from;
      int step = 1;
      while (low + step < times.length && times[low + step] <= until) {
        low += step;
        step *= 2;
      }
      int high = Math.min(times.length, low + step);
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (times[middle] <= until) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }

    private long lastTimeOfSameWindows(int firstStep, int lastStep) {
      long beforeNextFirst =
          firstStep >= steps.count() ? Long.MAX_VALUE : steps.time(firstStep) - offset;
      long beforeNextLast =
          lastStep >= steps.count() - 1
              ? Long.MAX_VALUE
              : steps.time(lastStep + 1) - offset - range;
      return Math.min(beforeNextFirst, beforeNextLast);
    }

    private Accumulator newAccumulator() {
      if (keepsSamples) {
        context.holding(16);
        return new Accumulator.Samples(new SampleList());
      }
      context.holding((countsBytes ? 2L : 1L) * (steps.count() + 16));
      Accumulator.Counts lines = new Accumulator.Counts(steps.count());
      return countsBytes
          ? new Accumulator.Volume(lines, new Accumulator.Counts(steps.count()))
          : lines;
    }

    private void take(UnitLines lines) {
      series.begin();
      int from = EntryScan.firstAtOrAfter(lines.batch(), timeRange.startNanos());
      int to = EntryScan.firstAtOrAfter(lines.batch(), timeRange.endNanos());
      BitSet candidates = lines.candidates(from, to);
      for (int i = from; i < to; i++) {
        if (candidates != null) {
          i = candidates.nextSetBit(i);
          if (i < 0) {
            break;
          }
        }
        take(lines, i);
      }
    }

    private void take(UnitLines lines, int entry) {
      EntryBatch batch = lines.batch();
      long timestamp = batch.timestamp(entry);
      int firstStep = firstStep(timestamp);
      int lastStep = lastStep(timestamp);
      if (firstStep > lastStep) {
        return;
      }
      if (!lines.apply(entry) || !pipeline.unwrap(run, value)) {
        return;
      }
      passed++;
      SampleErrors.check(run, seriesLabels.showsAll());
      Accumulator target = series.ofLine(batch, entry);
      if (target instanceof Accumulator.Samples samples) {
        samples.list().add(timestamp, value[0]);
        kept++;
      } else {
        add(target, firstStep, lastStep, 1, run.lineLength());
      }
    }

    private void add(Accumulator target, int firstStep, int lastStep, long entries, long bytes) {
      switch (target) {
        case Accumulator.Counts counts -> counts.add(firstStep, lastStep, entries);
        case Accumulator.Volume volume -> {
          volume.lines().add(firstStep, lastStep, entries);
          volume.amount().add(firstStep, lastStep, bytes);
        }
        case Accumulator.Samples _ -> throw new IllegalStateException("samples are not counted");
      }
    }
  }
}
