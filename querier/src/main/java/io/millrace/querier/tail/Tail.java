package io.millrace.querier.tail;

import io.millrace.entry.EntryBatch;
import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.stage.LineRun;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.service.http.WebSocketSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** One tail: turns arrivals into frames. Runs on one thread. */
final class Tail {
  private static final int MAX_FRAME_LINES = 100;
  private static final int MAX_FRAME_CHARS = 1 << 20;
  private static final int MAX_HELD_LINES = 100_000;
  private static final int MAX_RECENT_ENTRIES = 20_000;

  private final TailRequest request;
  private final FrameEncoder encoder;
  private final WebSocketSession session;
  private final InstantSource clock;
  private final Pipeline pipeline;
  private final LineRun run;
  private final Backlog backlog = new Backlog();
  private final Inbox inbox;
  private final RecentEntries recent = new RecentEntries(MAX_RECENT_ENTRIES);

  /** Lines that were found, so that they are not sent again when they arrive. */
  private final Set<LogLine> found = new HashSet<>();

  /** Lines in the order of time that are younger than the delay. */
  private List<LogLine> held = new ArrayList<>();

  /** Since when the reader takes nothing although there is something for it. */
  private OptionalLong stalledSinceNanos = OptionalLong.empty();

  Tail(TailRequest request, FrameEncoder encoder, WebSocketSession session, InstantSource clock) {
    this.request = request;
    this.encoder = encoder;
    this.session = session;
    this.clock = clock;
    this.pipeline = Pipeline.compile(request.query().stages(), null, Wanted.ALL);
    this.run = pipeline.newRun();
    this.inbox = new Inbox(request.query().matchers(), backlog);
  }

  Inbox inbox() {
    return inbox;
  }

  /** Sends what the store had, oldest first. */
  void begin(List<LogLine> lines) {
    found.addAll(lines);
    send(lines);
  }

  /** Sends what has come since, as far as it is old enough. */
  void advance() {
    for (Inbox.Arrival arrival : inbox.drain()) {
      take(arrival);
    }
    // Stable: lines of equal time stay in the order of arrival.
    held.sort(Comparator.comparingLong(LogLine::timestampNanos));
    int ready = held.size();
    if (request.delayNanos() > 0) {
      long youngest = clock.millis() * 1_000_000 - request.delayNanos();
      ready = 0;
      while (ready < held.size() && held.get(ready).timestampNanos() <= youngest) {
        ready++;
      }
    }
    send(held.subList(0, ready));
    held = new ArrayList<>(held.subList(ready, held.size()));
  }

  private void take(Inbox.Arrival arrival) {
    EntryBatch entries = arrival.entries();
    run.stream(arrival.stream());
    for (int i = 0; i < entries.size(); i++) {
      run.line(
          entries.timestamp(i),
          entries.lineBytes(),
          entries.lineStart(i),
          entries.lineEnd(i),
          entries.metadata(i));
      if (entries.timestamp(i) < request.startNanos()
          || !pipeline.apply(run)
          || !recent.add(arrival.stream(), entries, i)) {
        continue;
      }
      LogLine line = new LogLine(entries.timestamp(i), run.lineText(), run.labels());
      if (found.remove(line)) {
        continue;
      }
      if (held.size() < MAX_HELD_LINES) {
        held.add(line);
      } else {
        drop(line);
      }
    }
  }

  private void send(List<LogLine> lines) {
    int from = 0;
    while (from < lines.size()) {
      int to = frameEnd(lines, from);
      List<LogLine> frame = lines.subList(from, to);
      if (!offer(frame)) {
        frame.forEach(this::drop);
        if (stalledSinceNanos.isEmpty()) {
          stalledSinceNanos = OptionalLong.of(System.nanoTime());
        }
      }
      from = to;
    }
  }

  /** Encodes nothing for a reader that has no room for it. */
  private boolean offer(List<LogLine> frame) {
    if (!session.hasRoom()) {
      return false;
    }
    List<DroppedEntry> dropped = backlog.toReport();
    boolean taken = session.offer(encoder.encode(frame, dropped));
    if (taken) {
      backlog.reported(dropped.size());
      stalledSinceNanos = OptionalLong.empty();
    }
    return taken;
  }

  /** Whether the reader has taken nothing for as long as that. */
  boolean isStalledFor(Duration patience) {
    if (session.hasRoom()) {
      stalledSinceNanos = OptionalLong.empty();
    }
    return stalledSinceNanos.isPresent()
        && System.nanoTime() - stalledSinceNanos.getAsLong() > patience.toNanos();
  }

  /** Frames are bounded in size too, since several of them may wait for a slow reader. */
  private static int frameEnd(List<LogLine> lines, int from) {
    int to = from;
    int chars = 0;
    while (to < lines.size() && to - from < MAX_FRAME_LINES && chars < MAX_FRAME_CHARS) {
      chars += lines.get(to).line().length();
      to++;
    }
    return to;
  }

  private void drop(LogLine line) {
    backlog.drop(new DroppedEntry(line.timestampNanos(), line.labels().all()));
  }
}
