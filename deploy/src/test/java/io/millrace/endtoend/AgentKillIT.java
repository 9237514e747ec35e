package io.millrace.endtoend;

import static org.awaitility.Awaitility.await;

import io.millrace.endtoend.RotatingLog.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills an agent again and again at random moments, also while it starts, over logs that are
 * written and rotated all the time. {@code -Dmillrace.agent.kills=300} makes it long; the seed is
 * printed and given by {@code -Dmillrace.seed}.
 */
class AgentKillIT {
  private static final int KILLS = Integer.getInteger("millrace.agent.kills", 3);
  private static final int LOGS_OF_EACH_KIND = 2;
  private static final int LINES_A_ROUND = 10;

  /** The writer waits when the agent is as far behind as this, in lines of one log. */
  private static final int MAX_BEHIND = 5_000;

  @TempDir private Path directory;

  @Test
  void losesNoLineAndRepeatsOnlyTailsThroughKillsAndRotations() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<RotatingLog> logs = logs();
    try (SequenceSink sink = new SequenceSink(new Random(seed + 1))) {
      Random rotations = new Random(seed + 2);
      KillRounds.run(
          KILLS,
          logs,
          sink,
          () -> write(logs, sink, rotations),
          run -> runAndKill(run, sink, random),
          () -> agent(KILLS, sink));
      System.out.printf(
          "%d kills, %d lines, %d of them again%n", KILLS, sink.lines(), sink.again());
    }
  }

  private void runAndKill(int run, SequenceSink sink, Random random) throws Exception {
    try (MillraceProcess agent = agent(run, sink)) {
      if (random.nextInt(5) > 0) {
        await("anything from run " + run)
            .atMost(KillRounds.PATIENCE)
            .until(() -> sink.lastRun() == run);
      }
      agent.killAfter(Duration.ofMillis(random.nextInt(800)));
    }
  }

  private List<RotatingLog> logs() throws IOException {
    List<RotatingLog> logs = new ArrayList<>();
    for (Rotation each : Rotation.values()) {
      for (int i = 0; i < LOGS_OF_EACH_KIND; i++) {
        logs.add(RotatingLog.create(directory, each + "-" + i, each));
      }
    }
    return logs;
  }

  private static void write(List<RotatingLog> logs, SequenceSink sink, Random random)
      throws IOException {
    for (RotatingLog log : logs) {
      int received = sink.received(log.name());
      if (log.written() - received > MAX_BEHIND) {
        continue;
      }
      log.write(1 + random.nextInt(LINES_A_ROUND));
      if (random.nextInt(60) == 0) {
        log.rotate(old -> old.endLine() <= received);
      }
    }
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
                batchsize: 65536
                backoff_config: {min_period: 20ms, max_period: 100ms}
                headers: {%s: "%d"}
            positions: {filename: %s, sync_period: 100ms}
            target_config: {sync_period: 1s}
            scrape_configs:
              - job_name: logs
                pipeline_stages: [{cri: {}}]
                static_configs:
                  - labels: {job: logs, __path__: "%s/logs/*/0.log"}
            """
                .formatted(
                    sink.url(),
                    SequenceSink.RUN_HEADER,
                    run,
                    directory.resolve("positions.yaml"),
                    directory));
    return MillraceProcess.start(directory, "agent", "agent", "-config.file=" + config);
  }
}
