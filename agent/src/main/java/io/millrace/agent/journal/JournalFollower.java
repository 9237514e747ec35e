package io.millrace.agent.journal;

import io.millrace.agent.input.CursorTrail;
import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what journalctl prints, and starts it again when it ends. */
final class JournalFollower implements RunningInput {
  private static final Logger log = LoggerFactory.getLogger(JournalFollower.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long NANOS = 1_000_000_000L;

  private final JournalSource source;
  private final InputContext context;
  private final JournalMetrics metrics;
  private final Feed feed;
  private final Thread thread;
  private final long oldestNanos;
  private @Nullable String cursor;
  private Duration pause = FIRST_PAUSE;
  private volatile boolean isStopped;
  private volatile @Nullable Journalctl child;
  private volatile @Nullable String problem;

  private JournalFollower(JournalSource source, InputContext context) {
    this.source = source;
    this.context = context;
    this.metrics = new JournalMetrics(context.counters());
    String key = "cursor-" + context.job();
    this.feed = context.feed(new CursorTrail(key));
    this.cursor = context.cursor(key);
    this.oldestNanos = context.clock().epochNanos() - source.maxAge().toNanos();
    // A platform thread: reading from a child would hold a virtual one's carrier.
    this.thread = Thread.ofPlatform().name("journal").unstarted(this::run);
  }

  static JournalFollower start(JournalSource source, InputContext context) {
    JournalFollower follower = new JournalFollower(source, context);
    follower.thread.start();
    return follower;
  }

  @Override
  public String place() {
    return source.directory().isEmpty() ? "the system's journal" : source.directory();
  }

  @Override
  public @Nullable String problem() {
    return problem;
  }

  private void run() {
    try (feed) {
      while (!isStopped) {
        // Following alone might show the current boot only, so what is there comes first.
        if (read(false) && read(true)) {
          report("journalctl has ended, started again");
        }
        Thread.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
        metrics.restarts.inc();
      }
    } catch (InterruptedException ignored) {
      // Stopped.
    }
  }

  /** Whether the child has ended as it should. */
  private boolean read(boolean follows) throws InterruptedException {
    try (Journalctl started = Journalctl.start(source, cursor, oldestNanos / NANOS, follows)) {
      child = started;
      if (isStopped) {
        return false;
      }
      if (follows) {
        problem = null;
      }
      ExportReader entries = new ExportReader(started.output());
      for (JournalEntry each = entries.next(); each != null; each = entries.next()) {
        take(each);
        pause = FIRST_PAUSE;
      }
      Journalctl.End end = started.await();
      if (!end.isClean() && !isStopped) {
        failed(end);
      }
      return end.isClean();
    } catch (IOException e) {
      if (!isStopped) {
        report("cannot read the journal by " + source.command() + ": " + e.getMessage());
      }
      return false;
    }
  }

  private void failed(Journalctl.End end) {
    report("journalctl ended with status " + end.status() + ": " + end.complaint());
    if (cursor != null && end.complaint().contains("cursor")) {
      log.atWarn()
          .addKeyValue("cursor", cursor)
          .log("cursor not known any more; read from max_age");
      cursor = null;
    }
  }

  private void report(String what) {
    if (!what.equals(problem)) {
      problem = what;
      log.atWarn().addKeyValue("job", context.job()).log(what);
    }
  }

  private void take(JournalEntry entry) throws InterruptedException {
    cursor = entry.cursor();
    String line =
        source.isJson() ? JournalFields.json(entry.fields()) : entry.fields().get("MESSAGE");
    boolean isTooOld = entry.timeNanos() < oldestNanos;
    if (line == null && !isTooOld) {
      metrics.errors.labelValues("no_message").inc();
    }
    Labels labels =
        line == null || isTooOld
            ? null
            : context.labels(JournalFields.labels(entry.fields(), source.labels()));
    if (line == null || labels == null) {
      feed.skip(entry.cursor());
      return;
    }
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    feed.follow(entry.timeNanos(), labels, Labels.empty(), bytes, entry.cursor());
    metrics.lines.inc();
    feed.awaitRoom();
  }

  @Override
  public void stop() throws InterruptedException {
    isStopped = true;
    thread.interrupt();
    Journalctl running = child;
    if (running != null) {
      running.close();
    }
    thread.join();
  }
}
