package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.tail.TailOptions;
import io.millrace.agent.tail.TailState;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotations that come so fast, or so late, that a look at sizes alone does not show them. */
class RotationTest {
  @TempDir private Path directory;

  private Path log() {
    return directory.resolve("0.log");
  }

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]");
  }

  private static List<String> lines(String name, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("line " + i + " of the part that is called " + name);
    }
    return lines;
  }

  private void append(List<String> lines) throws IOException {
    Files.write(log(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void copyAndTruncate(String name) throws IOException {
    Files.copy(log(), directory.resolve(name));
    try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  private static byte[] gzip(List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void changedAgo(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @SafeVarargs
  private static void awaitLines(LokiSink sink, List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(sink.lines()).isEqualTo(all));
  }

  @Test
  void findsEveryCopyWhenAFileIsTruncatedTwiceBetweenLooks() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent _ =
            TestAgent.start(
                yaml(sink)
                    .replace("min_poll_frequency: 10ms", "min_poll_frequency: 1s")
                    .replace("max_poll_frequency: 20ms", "max_poll_frequency: 1s"))) {
      append(lines("first", 5));
      awaitLines(sink, lines("first", 5));
      copyAndTruncate("0.log.1");
      append(lines("second", 3));
      copyAndTruncate("0.log.2");
      append(lines("third", 2));
      awaitLines(sink, lines("first", 5), lines("second", 3), lines("third", 2));
    }
  }

  @Test
  void noticesThatAFileWasTruncatedWhileItWaitedBehindARotatedOne() throws Exception {
    Files.write(directory.resolve("0.log.1"), lines("rotated", 6));
    append(lines("waiting", 4));
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(
                yaml(sink)
                    .replace(
                        "pipeline_stages: []",
                        "pipeline_stages: [{limit: {rate: 4, burst: 2}}]"))) {
      await().until(() -> agent.file().state() == TailState.PAUSED);
      copyAndTruncate("0.log.2");
      append(lines("fresh", 1));
      awaitLines(sink, lines("rotated", 6), lines("waiting", 4), lines("fresh", 1));
    }
  }

  @Test
  void readsACompressedFileFromItsStartThatHasTheInodeOfAnother() throws Exception {
    Path compressed = directory.resolve("0.log.1.gz");
    Files.write(compressed, gzip(lines("old", 50)));
    append(lines("live", 1));
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(sink, lines("old", 50), lines("live", 1));
      }
      // In place, which gives other content the same inode, as the file system does with deleted
      // ones.
      Files.write(compressed, gzip(lines("new", 3)));
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(sink, lines("old", 50), lines("live", 1), lines("new", 3));
      }
    }
  }

  @Test
  void readsACompressedFileThatIsDeletedWhileItWaitsBehindAnother() throws Exception {
    Path waiting = directory.resolve("0.log.2.gz");
    Files.write(directory.resolve("0.log.1"), lines("first", 6));
    Files.write(waiting, gzip(lines("second", 4)));
    changedAgo(directory.resolve("0.log.1"), Duration.ofMinutes(2));
    changedAgo(waiting, Duration.ofMinutes(1));
    append(lines("third", 2));
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(
                yaml(sink)
                    .replace(
                        "pipeline_stages: []",
                        "pipeline_stages: [{limit: {rate: 4, burst: 2}}]"))) {
      await().until(() -> agent.agent().files().getFirst().state() == TailState.PAUSED);
      Files.delete(waiting);
      awaitLines(sink, lines("first", 6), lines("second", 4), lines("third", 2));
    }
  }

  @Test
  void readsKnownFilesInTheirOrderThoughTheFirstWasCompressedAfterTheLastLineOfTheSecond()
      throws Exception {
    Path first = directory.resolve("0.log.1");
    Files.write(first, lines("first", 6));
    append(lines("second", 4));
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      TestAgent refused = TestAgent.start(yaml(sink));
      await().until(() -> sink.requests() > 0);
      refused.kill();
      Path second = Files.move(log(), directory.resolve("0.log.2"));
      Files.write(directory.resolve("0.log.1.gz"), gzip(lines("first", 6)));
      Files.delete(first);
      changedAgo(second, Duration.ofMinutes(1));
      append(lines("third", 2));
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(sink, lines("first", 6), lines("second", 4), lines("third", 2));
      }
    }
  }

  private static double lostToDamage(TestAgent agent) {
    return agent.registry().scrape().stream()
        .filter(metric -> metric.getMetadata().getName().equals("millrace_agent_lost_bytes"))
        .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
        .filter(point -> "damaged".equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void goesOnBehindADamagedFileAndCountsWhatIsLost() throws Exception {
    Path damaged = directory.resolve("0.log.1.gz");
    byte[] whole = gzip(lines("damaged", 20_000));
    Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));
    append(lines("live", 2));
    try (LokiSink sink = new LokiSink()) {
      AgentSettings read = TestAgent.settings(yaml(sink));
      TailOptions quick = read.tail().withDamagedRetry(Duration.ofMillis(10));
      try (TestAgent agent = TestAgent.start(read, quick)) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> sink.lines().containsAll(lines("live", 2)));
        List<String> sent = sink.lines();
        int readable = sent.size() - 2;
        assertThat(readable).isBetween(1_000, 19_000);
        // The last one is cut.
        assertThat(sent.subList(0, readable - 1))
            .isEqualTo(lines("damaged", 20_000).subList(0, readable - 1));
        assertThat(lostToDamage(agent)).isGreaterThanOrEqualTo(1);
      }
      // It is not tried again.
      append(lines("later", 1));
      int before = sink.lines().size();
      try (TestAgent agent = TestAgent.start(read, quick)) {
        await().until(() -> sink.lines().size() > before);
        assertThat(sink.lines().subList(before, sink.lines().size())).isEqualTo(lines("later", 1));
        assertThat(lostToDamage(agent)).isZero();
      }
    }
  }

  @Test
  void waitsForACompressedFileThatIsStillWritten() throws Exception {
    Path written = directory.resolve("0.log.1.gz");
    byte[] whole = gzip(lines("old", 20_000));
    Files.write(written, Arrays.copyOf(whole, whole.length / 2));
    append(lines("live", 2));
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      await().until(() -> agent.file().state() == TailState.NO_ACCESS);
      assertThat(agent.file().detail()).contains("0.log.1.gz", "damaged or not complete");
      Files.write(written, whole);
      awaitLines(sink, lines("old", 20_000), lines("live", 2));
      assertThat(lostToDamage(agent)).isZero();
    }
  }

  @Test
  void countsACompressedFileOfWhichNothingCanBeRead() throws Exception {
    Path damaged = directory.resolve("0.log.1.gz");
    Files.write(damaged, new byte[100]);
    changedAgo(damaged, Duration.ofMinutes(2));
    append(lines("live", 2));
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      awaitLines(sink, lines("live", 2));
      assertThat(lostToDamage(agent)).isEqualTo(100);
    }
  }
}
