package io.millrace.logql.engine;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.store.StreamBlocks;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a log query. Units are scanned from the end that the direction begins with, a few at a time,
 * until the asked number of lines is found and no unit left can hold an earlier one.
 */
final class LogScan {
  private final QueryContext context;
  private final ScanPool pool;
  private final Pipeline pipeline;
  private final QueryRequest request;
  private final boolean backward;
  private final TimeRange range;
  private final List<ScanUnit> units;
  private final String[] streamTexts;

  /** A line on its way, with what orders it among lines of equal time. */
  private record Found(LogLine line, int streamIndex, int ordinal) {}

  LogScan(
      QueryContext context,
      ScanPool pool,
      Pipeline pipeline,
      QueryRequest request,
      List<StreamBlocks> streams) {
    this.context = context;
    this.pool = pool;
    this.pipeline = pipeline;
    this.request = request;
    this.range = new TimeRange(request.startNanos(), request.endNanos());
    this.backward = request.direction() == Direction.BACKWARD;
    this.streamTexts = streams.stream().map(s -> s.labels().toString()).toArray(String[]::new);
    this.units = ScanUnit.of(streams, request.startNanos(), request.endNanos());
    units.sort(
        backward
            ? Comparator.comparingLong(ScanUnit::maxTimestamp).reversed()
            : Comparator.comparingLong(ScanUnit::minTimestamp));
  }

  List<LogLine> run() {
    if (isBounded() && pipeline.keepsLines()) {
      TimeRange first = FirstLines.range(context, pool, units, range, backward, request.limit());
      if (!first.equals(range)) {
        List<ScanUnit> within = units.stream().filter(first::overlaps).toList();
        List<LogLine> lines = scan(within, first, pool.maxWave());
        if (isFull(lines)) {
          return lines;
        }
      }
    }
    return scan(units, range, pool.threads());
  }

  /** Whether no more than the asked number of lines of any unit can be in the answer. */
  private boolean isBounded() {
    return request.limit() > 0 && request.intervalNanos() == 0;
  }

  /**
   * Scans units.
   *
   * @param in of which lines are wanted
   * @param firstWave how many units are scanned before the first look at what was found
   */
  private List<LogLine> scan(List<ScanUnit> all, TimeRange in, int firstWave) {
    List<LogLine> lines = new ArrayList<>();
    List<Found> pending = new ArrayList<>();
    int next = 0;
    int wave = firstWave;
    while (next < all.size() && !isFull(lines)) {
      List<ScanUnit> batch = all.subList(next, Math.min(all.size(), next + wave));
      next += batch.size();
      Prefetcher prefetcher =
          new Prefetcher(batch, unit -> UnitReader.prefetch(unit, pipeline.batchFilter()));
      for (Worker worker :
          pool.forEach(
              context,
              batch.size(),
              () -> new Worker(in),
              (worker, i) -> {
                prefetcher.reached(i);
                worker.scan(batch.get(i));
              })) {
        pending.addAll(worker.found);
      }
      wave = Math.min(2 * wave, pool.maxWave());
      pending.sort(this::compare);
      release(pending, lines, next < all.size() ? all.get(next) : null);
    }
    return lines;
  }

  private boolean isFull(List<LogLine> lines) {
    return request.limit() > 0 && lines.size() >= request.limit();
  }

  private int compare(Found left, Found right) {
    int byTime = Long.compare(left.line().timestampNanos(), right.line().timestampNanos());
    if (byTime != 0) {
      return backward ? -byTime : byTime;
    }
    // Of equal time, one direction is the mirror of the other.
    int byStream = streamTexts[left.streamIndex()].compareTo(streamTexts[right.streamIndex()]);
    if (byStream != 0) {
      return backward ? -byStream : byStream;
    }
    return backward
        ? Integer.compare(right.ordinal(), left.ordinal())
        : Integer.compare(left.ordinal(), right.ordinal());
  }

  /** Moves lines that no unit still to be scanned can precede; keeps the interval between them. */
  private void release(List<Found> pending, List<LogLine> lines, @Nullable ScanUnit next) {
    int at = 0;
    while (at < pending.size() && !isFull(lines)) {
      LogLine line = pending.get(at).line();
      if (next != null && mayPrecede(next, line.timestampNanos())) {
        break;
      }
      if (lines.isEmpty() || isFarEnough(lines.getLast(), line)) {
        lines.add(line);
      }
      at++;
    }
    pending.subList(0, at).clear();
    int wanted = request.limit() - lines.size();
    if (isBounded() && pending.size() > wanted) {
      pending.subList(Math.max(0, wanted), pending.size()).clear();
    }
  }

  private boolean mayPrecede(ScanUnit unit, long timestamp) {
    return backward ? unit.maxTimestamp() >= timestamp : unit.minTimestamp() <= timestamp;
  }

  private boolean isFarEnough(LogLine last, LogLine line) {
    return Math.abs(line.timestampNanos() - last.timestampNanos()) >= request.intervalNanos();
  }

  /** Scans units on one thread. */
  private final class Worker {
    private final LineRun run = pipeline.newRun();
    private final TimeRange in;
    private final UnitOpener opener;
    private final List<Found> found = new ArrayList<>();
    private @Nullable Labels stream;

    private Worker(TimeRange in) {
      this.in = in;
      this.opener = new UnitOpener(context, pipeline, run, in, true);
    }

    private void scan(ScanUnit unit) {
      if (!unit.stream().equals(stream)) {
        stream = unit.stream();
        run.stream(unit.stream());
      }
      int before = found.size();
      try {
        take(unit, opener.open(unit));
      } catch (UncheckedIOException e) {
        UnitReader.warn(unit, e, context);
      }
      context.passed(found.size() - before);
    }

    private void take(ScanUnit unit, UnitLines lines) {
      int from = EntryScan.firstAtOrAfter(lines.batch(), in.startNanos());
      int to = EntryScan.firstAtOrAfter(lines.batch(), in.endNanos());
      BitSet candidates = lines.candidates(from, to);
      int left = isBounded() ? request.limit() : Integer.MAX_VALUE;
      int entry = backward ? to - 1 : from;
      while (entry >= from && entry < to && left > 0) {
        if (candidates != null) {
          entry = backward ? candidates.previousSetBit(entry) : candidates.nextSetBit(entry);
          if (entry < 0) {
            break;
          }
        }
        if (take(unit, lines, entry)) {
          left--;
        }
        entry += backward ? -1 : 1;
      }
    }

    private boolean take(ScanUnit unit, UnitLines lines, int entry) {
      if (!lines.apply(entry)) {
        return false;
      }
      LogLine line = new LogLine(lines.batch().timestamp(entry), run.lineText(), run.labels());
      found.add(new Found(line, unit.streamIndex(), entry));
      return true;
    }
  }
}
