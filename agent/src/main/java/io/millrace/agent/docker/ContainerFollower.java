package io.millrace.agent.docker;

import io.millrace.agent.input.CursorTrail;
import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.labels.Labels;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one container's log to its end, which comes when the container stops. The cursor is the
 * second of the last line, as in Promtail: the engine takes no finer time that all drivers keep to,
 * so a restart repeats what came in that second, with its own times.
 */
final class ContainerFollower {
  private static final Logger log = LoggerFactory.getLogger(ContainerFollower.class);
  private static final Labels CUT = Labels.of("truncated", "true");
  private static final long NANOS = 1_000_000_000L;

  private final String id;
  private final EngineApi api;
  private final InputContext context;
  private final DockerMetrics metrics;
  private final @Nullable Labels outLabels;
  private final @Nullable Labels errorLabels;
  private final Feed feed;
  private final LineJoiner out;
  private final LineJoiner error;
  private final long sinceSeconds;
  private final long readNanos;
  private final Thread thread;
  private volatile long lastNanos;
  private volatile @Nullable String problem;
  private volatile EngineApi.@Nullable Open open;
  private volatile boolean isStopped;

  /**
   * A follower that has not begun.
   *
   * @param found labels of the container
   * @param readNanos up to which an earlier follower of this process has read; 0 for none
   */
  ContainerFollower(
      String id,
      Labels found,
      long readNanos,
      DockerSource source,
      EngineApi api,
      InputContext context,
      DockerMetrics metrics) {
    this.id = id;
    this.api = api;
    this.context = context;
    this.metrics = metrics;
    this.outLabels = labels(context, found, "stdout");
    this.errorLabels = labels(context, found, "stderr");
    // Each job has its own place in a log; Promtail's is where a job begins that has none.
    String promtails = "cursor-" + id;
    String key = promtails + "/" + context.job();
    String own = context.cursor(key);
    this.sinceSeconds =
        Math.max(seconds(own == null ? context.cursor(promtails) : own), readNanos / NANOS);
    this.readNanos = readNanos;
    this.lastNanos = readNanos;
    this.feed = context.feed(new CursorTrail(key));
    this.out = new LineJoiner(source.maxLineBytes());
    this.error = new LineJoiner(source.maxLineBytes());
    this.thread = Thread.ofVirtual().name("docker-log").unstarted(this::run);
  }

  private static @Nullable Labels labels(InputContext context, Labels found, String stream) {
    return context.labels(
        found.toBuilder().set("__meta_docker_container_log_stream", stream).build());
  }

  private static long seconds(@Nullable String cursor) {
    return cursor != null && cursor.matches("\\d{1,10}") ? Long.parseLong(cursor) : 0;
  }

  void start() {
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** The time of the last line that was read; 0 for none. */
  long lastNanos() {
    return lastNanos;
  }

  @Nullable String problem() {
    return problem;
  }

  void stop() throws InterruptedException {
    isStopped = true;
    thread.interrupt();
    EngineApi.Open reading = open;
    if (reading != null) {
      try {
        reading.close();
      } catch (IOException e) {
        log.atDebug().setCause(e).log("connection not closed");
      }
    }
    thread.join();
  }

  private void run() {
    try (feed) {
      if (outLabels == null && errorLabels == null) {
        return;
      }
      read();
    } catch (IOException e) {
      if (!isStopped) {
        problem = "log of container " + id + ": " + e.getMessage();
        log.atWarn().addKeyValue("job", context.job()).log(problem);
      }
    } catch (InterruptedException ignored) {
      // Stopped.
    }
  }

  private void read() throws IOException, InterruptedException {
    boolean hasTerminal = api.hasTerminal(id);
    try (EngineApi.Open reading = api.logs(id, sinceSeconds)) {
      open = reading;
      LogPieces pieces = LogPieces.of(reading.response().body(), hasTerminal);
      while (!isStopped && pieces.next()) {
        LineJoiner joiner = pieces.isError() ? error : out;
        boolean isError = pieces.isError();
        if (!joiner.piece(
            pieces.bytes(),
            pieces.length(),
            (time, line, isCut) -> take(isError, time, line, isCut))) {
          metrics.parsingErrors.inc();
        }
      }
      out.flush((time, line, isCut) -> take(false, time, line, isCut));
      error.flush((time, line, isCut) -> take(true, time, line, isCut));
    }
  }

  private void take(boolean isError, long timeNanos, byte[] line, boolean isCut)
      throws InterruptedException {
    if (timeNanos <= readNanos) {
      // The engine gives the whole second again that the earlier follower has read.
      return;
    }
    lastNanos = Math.max(lastNanos, timeNanos);
    // The other stream's line that is not whole yet must be given again after a restart.
    long safe = Math.min(timeNanos, (isError ? out : error).pendingNanos());
    String cursor = Long.toString(Math.max(0, safe / NANOS));
    Labels labels = isError ? errorLabels : outLabels;
    if (labels == null) {
      feed.skip(cursor);
      return;
    }
    if (isCut) {
      metrics.cutLines.inc();
    }
    feed.follow(timeNanos, labels, isCut ? CUT : Labels.empty(), line, cursor);
    metrics.entries.inc();
    feed.awaitRoom();
  }
}
