package io.millrace.endtoend;

import static org.awaitility.Awaitility.await;

import io.millrace.agent.position.FileId;
import io.millrace.agent.position.Marks;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import io.millrace.endtoend.RotatingLog.Rotation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills an agent again and again while the server is away and its logs go to the spool. Rotated
 * files are deleted as soon as the positions on the disk say that they are delivered, though the
 * server has seen nothing of them: from then on the spool has the only copy. {@code
 * -Dmillrace.agent.kills=300} makes it long; the seed is printed and given by {@code
 * -Dmillrace.seed}.
 */
class AgentSpoolKillIT {
  private static final int KILLS = Integer.getInteger("millrace.agent.kills", 3);
  private static final int LOGS = 3;
  private static final int LINES_A_ROUND = 20;

  /** The writer waits when as many rotated files are neither spooled nor received. */
  private static final int MAX_ROTATED = 20;

  @TempDir private Path directory;

  /** Rotated files that were deleted before the server had received them. */
  private final AtomicInteger onlySpooled = new AtomicInteger();

  @Test
  void deliversWhatOnlyTheSpoolHasThroughKills() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<RotatingLog> logs = new ArrayList<>();
    for (int i = 0; i < LOGS; i++) {
      logs.add(RotatingLog.create(directory, "log-" + i, Rotation.RENAME));
    }
    try (SequenceSink sink = new SequenceSink(new Random(seed + 1))) {
      sink.expectSpools();
      Random rotations = new Random(seed + 2);
      KillRounds.run(
          KILLS,
          logs,
          sink,
          () -> write(logs, sink, rotations),
          run -> runAndKill(run, sink, random),
          () -> {
            sink.away(false);
            return agent(KILLS, sink);
          });
      System.out.printf(
          "%d kills, %d lines, %d of them again, %d files that only the spool had%n",
          KILLS, sink.lines(), sink.again(), onlySpooled.get());
    }
  }

  private void runAndKill(int run, SequenceSink sink, Random random) throws Exception {
    // Some runs find a server that takes what is in the spool, and are killed while it does.
    boolean isAway = run % 3 < 2;
    sink.away(isAway);
    try (MillraceProcess agent = agent(run, sink)) {
      if (isAway) {
        int before = onlySpooled.get();
        await("files that only the spool has, run " + run)
            .atMost(KillRounds.PATIENCE)
            .until(() -> onlySpooled.get() > before);
      } else if (random.nextInt(3) > 0) {
        await("anything from run " + run)
            .atMost(KillRounds.PATIENCE)
            .until(() -> sink.lastRun() == run);
      }
      agent.killAfter(Duration.ofMillis(random.nextInt(800)));
    }
  }

  private void write(List<RotatingLog> logs, SequenceSink sink, Random random) throws IOException {
    for (RotatingLog log : logs) {
      if (log.rotatedFiles() > MAX_ROTATED) {
        log.removeRotated(old -> isDelivered(log, old, sink));
        continue;
      }
      log.write(1 + random.nextInt(LINES_A_ROUND));
      if (random.nextInt(20) == 0) {
        log.rotate(old -> isDelivered(log, old, sink));
      }
    }
  }

  private boolean isDelivered(RotatingLog log, RotatingLog.Rotated old, SequenceSink sink)
      throws IOException {
    if (old.endLine() <= sink.received(log.name())) {
      return true;
    }
    if (!isCommitted(old.path())) {
      return false;
    }
    onlySpooled.incrementAndGet();
    return true;
  }

  /** Whether an agent that starts now would not read the file any more. */
  private boolean isCommitted(Path file) throws IOException {
    Path state = PositionStore.stateFile(positions());
    if (!Files.exists(state)) {
      return false;
    }
    PositionStore store = PositionStore.open(positions(), System.currentTimeMillis());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (PositionRecord each : store.of(FileId.of(file))) {
        // The inode may have had another content before.
        if (each.offset() >= channel.size()
            && each.tail().length() > 0
            && Marks.hasHead(channel, each.head())
            && Marks.hasTail(channel, each.offset(), each.tail())) {
          return true;
        }
      }
      return false;
    }
  }

  private Path positions() {
    return directory.resolve("positions.yaml");
  }

  private MillraceProcess agent(int run, SequenceSink sink) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            server: {disable: true}
            clients:
              - url: %s
                batchwait: 50ms
                batchsize: 16384
                backoff_config: {min_period: 20ms, max_period: 100ms}
                headers: {%s: "%d"}
            positions: {filename: %s, sync_period: 100ms}
            limits_config: {max_inflight_bytes: 100KB}
            spool: {rotated_files: 2, segment_bytes: 64KB}
            target_config: {sync_period: 1s}
            scrape_configs:
              - job_name: logs
                pipeline_stages: [{cri: {}}]
                static_configs:
                  - labels: {job: logs, __path__: "%s/logs/*/0.log"}
            """
                .formatted(sink.url(), SequenceSink.RUN_HEADER, run, positions(), directory));
    return MillraceProcess.start(directory, "agent", "agent", "-config.file=" + config);
  }
}
