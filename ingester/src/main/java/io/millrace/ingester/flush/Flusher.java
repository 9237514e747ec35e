package io.millrace.ingester.flush;

import io.millrace.ingester.stream.FrozenHead;
import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.PushGate;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.labels.Utf8Order;
import io.millrace.pack.PackHistory;
import io.millrace.service.admin.Heartbeat;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackBuffer;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs one flush after the other. A flush that can't reach the store or the index is repeated until
 * it can: its entries stay in memory and in the log meanwhile. Not safe for concurrent use, except
 * for {@link #stop}.
 */
final class Flusher {
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** The order of a pack. */
  private static final Comparator<ChunkEncoder.Input> ORDER =
      Comparator.comparing(ChunkEncoder.Input::tenant, Utf8Order.COMPARATOR)
          .thenComparing(ChunkEncoder.Input::labels);

  private final StreamMap streams;
  private final PushGate gate;
  private final PackStore packs;
  private final PackAdoption.Committer committer;
  private final ChunkEncoder encoder;
  private final PackNames names;
  private final FlushListener listener;
  private final StopSignal stop;
  private final Heartbeat heartbeat;

  Flusher(
      StreamMap streams,
      PushGate gate,
      PackStore packs,
      PackAdoption.Committer committer,
      ChunkEncoder encoder,
      FlushListener listener,
      InstantSource clock,
      StopSignal stop,
      Heartbeat heartbeat) {
    this.streams = streams;
    this.gate = gate;
    this.packs = packs;
    this.committer = committer;
    this.encoder = encoder;
    this.names = new PackNames(clock);
    this.listener = listener;
    this.stop = stop;
    this.heartbeat = heartbeat;
  }

  /** A head that was flushed, for letting go of later. */
  record Flushed(IngestStream stream, FrozenHead head) {}

  private record Frozen(String tenant, IngestStream stream, FrozenHead head, long lastLsn) {}

  /**
   * Flushes the given streams into one pack.
   *
   * @return what was flushed; still in memory
   * @throws InterruptedException when the stop signal came before the pack was in the index; what
   *     was frozen stays in memory and in the log
   */
  List<Flushed> flush(List<DueStreams.Candidate> due) throws InterruptedException {
    if (due.isEmpty()) {
      return List.of();
    }
    String packId = names.next();
    List<Frozen> frozen = gate.freeze(() -> freeze(packId, due));
    if (frozen.isEmpty()) {
      return List.of();
    }
    BuiltPack pack = pack(packId, frozen);
    untilItWorks(packId, () -> packs.put(pack));
    List<LabelIndex.FlushedStream> lsns = new ArrayList<>(frozen.size());
    for (Frozen one : frozen) {
      lsns.add(new LabelIndex.FlushedStream(one.tenant(), one.stream().labels(), one.lastLsn()));
    }
    LabelIndex.Commit commit = new LabelIndex.Commit(packId, pack.size(), pack.entries(), lsns);
    untilItWorks(packId, () -> committer.commit(commit));
    tell(frozen, pack);
    List<Flushed> flushed = new ArrayList<>(frozen.size());
    for (Frozen one : frozen) {
      flushed.add(new Flushed(one.stream(), one.stream().markFlushed(one.head())));
    }
    return flushed;
  }

  private List<Frozen> freeze(String packId, List<DueStreams.Candidate> due) {
    long number = streams.freezes().next(packId);
    List<Frozen> frozen = new ArrayList<>(due.size());
    for (DueStreams.Candidate candidate : due) {
      IngestStream stream = candidate.stream();
      FrozenHead head = stream.freeze(packId, number);
      if (head != null) {
        frozen.add(new Frozen(candidate.tenant(), stream, head, stream.lastLsn()));
      }
    }
    return frozen;
  }

  private BuiltPack pack(String packId, List<Frozen> frozen) {
    List<ChunkEncoder.Input> inputs = new ArrayList<>(frozen.size());
    for (Frozen one : frozen) {
      inputs.add(new ChunkEncoder.Input(one.tenant(), one.stream().labels(), one.head().entries()));
    }
    inputs.sort(ORDER);
    PackBuffer pack = new PackBuffer(packId, PackHistory.NONE);
    encoder.encode(inputs, pack::add);
    return pack.finish();
  }

  /** Something that a broken disk or network may keep from working for a while. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException;
  }

  private void untilItWorks(String packId, Attempt attempt) throws InterruptedException {
    Duration pause = FIRST_RETRY;
    while (true) {
      // Trying again is progress; what is wrong is in the store, and counted there.
      heartbeat.beat();
      try {
        attempt.run();
        return;
      } catch (IOException e) {
        listener.failed(packId, e);
      }
      if (stop.await(pause)) {
        throw new InterruptedException("stopped before pack " + packId + " could be flushed");
      }
      pause = pause.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
    }
  }

  private void tell(List<Frozen> frozen, BuiltPack pack) {
    long entries = 0;
    long lineBytes = 0;
    for (var entry : pack.entries()) {
      entries += entry.chunk().entries();
      lineBytes += entry.chunk().lineBytes();
    }
    listener.flushed(frozen.size(), pack.entries().size(), entries, lineBytes, pack.size());
  }
}
