package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.FakeDocker.Piece;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of containers, from an engine on a Unix socket. */
class DockerTest {
  private static final String WEB =
      "\"Names\":[\"/web\"],\"Labels\":{\"com.example/app\":\"shop\"},"
          + "\"HostConfig\":{\"NetworkMode\":\"bridge\"},\"NetworkSettings\":{\"Networks\":"
          + "{\"bridge\":{\"NetworkID\":\"n1\",\"IPAddress\":\"172.17.0.2\"}}},"
          + "\"Ports\":[{\"PrivatePort\":53,\"Type\":\"udp\"},"
          + "{\"IP\":\"0.0.0.0\",\"PrivatePort\":80,\"PublicPort\":8080,\"Type\":\"tcp\"}]";

  @TempDir Path directory;

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/none", "[]")
        .replaceAll(
            "(?s)static_configs:.*",
            "docker_sd_configs: [{host: 'unix://"
                + directory
                + "/docker.sock', refresh_interval: 50ms,"
                + " filters: [{name: label, values: [a=b]}]}]\n"
                + "    relabel_configs:\n"
                + "      - {source_labels: [__meta_docker_container_name], regex: /(.*),"
                + " target_label: container}\n"
                + "      - {source_labels: [__meta_docker_container_log_stream],"
                + " target_label: stream}\n"
                + "      - {source_labels: [__meta_docker_container_name], regex: /noisy,"
                + " action: drop}\n");
  }

  private FakeDocker docker() throws Exception {
    return new FakeDocker(directory.resolve("docker.sock"));
  }

  private static Piece out(String time, String text) {
    return new Piece(1, time, text);
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await().untilAsserted(() -> assertThat(sink.lines()).containsExactly(lines));
  }

  @Test
  void followsEveryContainer() throws Exception {
    try (LokiSink sink = new LokiSink();
        FakeDocker docker = docker()) {
      docker.run("c1", WEB, false);
      docker.run("c2", "\"Names\":[\"/noisy\"]", false);
      docker.log("c1", out("2026-01-02T03:04:05.5Z", "one\n"));
      docker.log("c2", out("2026-01-02T03:04:05.5Z", "dropped\n"));
      try (TestAgent agent = TestAgent.start(yaml(sink))) {
        awaitLines(sink, "one");
        assertThat(sink.received().getFirst())
            .isEqualTo(
                new LokiSink.Received(
                    "{container=\"web\", stream=\"stdout\"}", 1767323045_500_000_000L, "one", ""));
        docker.log("c1", new Piece(2, "2026-01-02T03:04:06Z", "two\r\n"));
        awaitLines(sink, "one", "two");
        assertThat(sink.received().getLast().labels())
            .isEqualTo("{container=\"web\", stream=\"stderr\"}");
        docker.run("c3", "\"Names\":[\"/late\"]", true);
        docker.log("c3", out("2026-01-02T03:04:07Z", "three\n"));
        awaitLines(sink, "one", "two", "three");
        assertThat(docker.requests().getFirst())
            .isEqualTo("/containers/json?filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D");
        assertThat(agent.agent().inputs().getFirst().problem()).isNull();
      }
    }
  }

  @Test
  void joinsThePiecesOfLongLines() throws Exception {
    String long16k = "x".repeat(16 << 10);
    try (LokiSink sink = new LokiSink();
        FakeDocker docker = docker()) {
      docker.run("c1", WEB, false);
      docker.run("c2", WEB, true);
      for (String each : List.of("c1", "c2")) {
        docker.log(
            each,
            out("2026-01-02T03:04:05Z", long16k),
            out("2026-01-02T03:04:05Z", long16k),
            out("2026-01-02T03:04:05Z", "end\n"),
            out("2026-01-02T03:04:06Z", "short\n"));
      }
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        await().until(() -> sink.lines().size() == 4);
        assertThat(sink.lines())
            .containsExactlyInAnyOrder(
                long16k + long16k + "end", "short", long16k + long16k + "end", "short");
      }
    }
  }

  @Test
  void goesOnWhereTheServerHasAcknowledged() throws Exception {
    try (LokiSink sink = new LokiSink();
        FakeDocker docker = docker()) {
      docker.run("c1", WEB, false);
      docker.log("c1", out("2026-01-02T03:04:05Z", "one\n"), out("2026-01-02T03:04:06Z", "two\n"));
      TestAgent first = TestAgent.start(yaml(sink));
      awaitLines(sink, "one", "two");
      first.close();
      sink.rule(_ -> LokiSink.Reply.of(503));
      docker.log("c1", out("2026-01-02T03:04:07Z", "three\n"));
      TestAgent killed = TestAgent.start(yaml(sink));
      await().until(() -> sink.requests() > 3);
      killed.kill();
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        // The second of the acknowledged line is read again.
        awaitLines(sink, "one", "two", "two", "three");
      }
      assertThat(docker.requests().stream().filter(each -> each.contains("since=")))
          .extracting(each -> each.replaceAll(".*since=", ""))
          .containsExactly("0", "1767323046", "1767323046");
    }
  }

  @Test
  void goesOnWithPromtailsPlace() throws Exception {
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(
        directory.resolve("state/positions.yaml"), "positions:\n  cursor-c1: \"1767323046\"\n");
    try (LokiSink sink = new LokiSink();
        FakeDocker docker = docker()) {
      docker.run("c1", WEB, false);
      docker.log("c1", out("2026-01-02T03:04:05Z", "one\n"), out("2026-01-02T03:04:06Z", "two\n"));
      try (TestAgent _ = TestAgent.start(yaml(sink))) {
        awaitLines(sink, "two");
      }
    }
  }

  @Test
  void readsAContainerToItsEndAndOnAfterItsRestart() throws Exception {
    try (LokiSink sink = new LokiSink();
        FakeDocker docker = docker();
        TestAgent _ = TestAgent.start(yaml(sink))) {
      docker.run("c1", WEB, false);
      docker.log("c1", out("2026-01-02T03:04:05Z", "one\n"), out("2026-01-02T03:04:06Z", "two"));
      docker.setRunning("c1", false);
      docker.setRunning("c1", true);
      awaitLines(sink, "one");
      docker.setRunning("c1", false);
      awaitLines(sink, "one", "two");
      docker.log("c1", out("2026-01-02T03:04:06.5Z", "three\n"));
      docker.setRunning("c1", true);
      awaitLines(sink, "one", "two", "three");
    }
  }

  @Test
  void saysThatTheEngineDoesNotAnswer() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(agent.agent().inputs().getFirst().problem())
                      .startsWith("cannot ask unix://" + directory + "/docker.sock: "));
      try (FakeDocker docker = docker()) {
        docker.run("c1", WEB, false);
        docker.log("c1", out("2026-01-02T03:04:05Z", "one\n"));
        awaitLines(sink, "one");
        assertThat(agent.agent().inputs().getFirst().problem()).isNull();
      }
    }
  }
}
