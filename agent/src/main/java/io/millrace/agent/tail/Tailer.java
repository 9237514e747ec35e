package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.position.PositionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tails. Safe for use by any thread. */
public final class Tailer {
  private final TailContext context;
  private final List<TailWorker> workers = new ArrayList<>();
  private final Map<Key, Tail> tails = new LinkedHashMap<>();
  private boolean isStopped;

  private record Key(String job, Path path) {}

  /**
   * A tailer that has no files.
   *
   * @param sink where entries go
   */
  public Tailer(
      TailOptions options,
      PositionStore store,
      EntrySink sink,
      TailMetrics metrics,
      LostBytes lost,
      StageContext stages) {
    this(options, store, sink, metrics, lost, stages, new WriteWatch(stages.clock()));
  }

  Tailer(
      TailOptions options,
      PositionStore store,
      EntrySink sink,
      TailMetrics metrics,
      LostBytes lost,
      StageContext stages,
      WriteWatch writes) {
    AgentClock clock = stages.clock();
    this.context =
        new TailContext(
            options,
            store,
            new Claims(),
            new OpenFiles(options.open().maxFiles()),
            writes,
            sink,
            metrics,
            lost,
            new DeletedFiles(options.deleted()),
            new RotatedNames(),
            stages,
            clock);
    for (int i = 0; i < options.workers(); i++) {
      workers.add(new TailWorker(clock, i));
    }
  }

  public void start() {
    workers.forEach(TailWorker::start);
  }

  /** Makes {@code wanted} the files that are read; others are read to their end and closed. */
  public synchronized void follow(List<TailTarget> wanted) {
    if (isStopped) {
      return;
    }
    tails.values().removeIf(Tail::isDone);
    Map<Key, Tail> unwanted = new LinkedHashMap<>(tails);
    for (TailTarget each : wanted) {
      Key key = new Key(each.job(), each.path());
      Tail tail = unwanted.remove(key);
      if (tail == null && !tails.containsKey(key)) {
        Tail added = new Tail(each, context);
        tails.put(key, added);
        workers.get(Math.floorMod(each.path().hashCode(), workers.size())).add(added);
      } else if (tail != null) {
        tail.revive(each);
      }
    }
    unwanted.values().forEach(Tail::retire);
    context.metrics().active(tails.size());
  }

  /** Enters how far all files are acknowledged. */
  public synchronized void store() {
    for (Tail each : tails.values()) {
      each.store();
    }
  }

  /** Every file and why it is read or not. */
  public synchronized List<TailStatus> status() {
    return tails.values().stream().map(Tail::status).toList();
  }

  /** Files that are open now, rotated ones included. */
  public int openFiles() {
    return context.files().open();
  }

  /** Files that may be open. */
  public int maxOpenFiles() {
    return context.files().max();
  }

  /** Stops reading; what was read goes its way. */
  public void stopReading() throws InterruptedException {
    synchronized (this) {
      isStopped = true;
    }
    for (TailWorker each : workers) {
      each.stop();
    }
  }

  /** Closes all files. */
  public synchronized void close() {
    context.writes().close();
    tails.values().forEach(Tail::close);
  }
}
