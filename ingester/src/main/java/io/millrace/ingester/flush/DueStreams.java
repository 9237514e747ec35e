package io.millrace.ingester.flush;

import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses the streams that a flush takes. */
final class DueStreams {
  /** Under memory pressure the largest streams go, until this part of the memory is free again. */
  private static final double PRESSURE_SHARE = 0.75;

  private final FlushOptions options;
  private final StreamMap streams;

  DueStreams(FlushOptions options, StreamMap streams) {
    this.options = options;
    this.streams = streams;
  }

  /** A stream with the tenant it belongs to. */
  record Candidate(String tenant, IngestStream stream, IngestStream.Pending pending) {}

  /** Everything that is not flushed yet. */
  List<Candidate> all() {
    List<Candidate> all = new ArrayList<>();
    for (TenantStreams tenant : streams.all()) {
      for (IngestStream stream : tenant.all()) {
        IngestStream.Pending pending = stream.pending();
        if (pending != null) {
          all.add(new Candidate(tenant.tenant(), stream, pending));
        }
      }
    }
    return all;
  }

  /** What is due now: by time, because enough streams are full, or for want of memory. */
  List<Candidate> due(long nowNanos) {
    // Asked first: what makes memory short now is then among the streams listed after it.
    boolean memoryIsShort = streams.memory().headBytes() > options.memoryBytes();
    List<Candidate> all = all();
    if (memoryIsShort) {
      return largest(all);
    }
    List<Candidate> due = new ArrayList<>();
    List<Candidate> full = new ArrayList<>();
    long fullBytes = 0;
    for (Candidate candidate : all) {
      IngestStream.Pending pending = candidate.pending();
      if (nowNanos - pending.lastAppendNanos() >= options.idlePeriod().toNanos()
          || nowNanos - pending.createdNanos() >= options.maxAge().toNanos()) {
        due.add(candidate);
      } else if (pending.lineBytes() >= options.chunkLineBytes()
          || pending.spanNanos() >= options.maxAge().toNanos()) {
        full.add(candidate);
        fullBytes += pending.lineBytes();
      }
    }
    if (!due.isEmpty() || fullBytes >= options.packLineBytes()) {
      due.addAll(full);
    }
    return due;
  }

  private List<Candidate> largest(List<Candidate> all) {
    all.sort(Comparator.comparingLong((Candidate one) -> -one.pending().memoryBytes()));
    double wanted = PRESSURE_SHARE * streams.memory().headBytes();
    List<Candidate> largest = new ArrayList<>();
    double sum = 0;
    for (Candidate candidate : all) {
      if (sum >= wanted) {
        break;
      }
      largest.add(candidate);
      sum += candidate.pending().memoryBytes();
    }
    return largest;
  }
}
