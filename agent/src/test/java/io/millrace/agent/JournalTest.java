package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of a journalctl that is a script of ours. */
class JournalTest {
  private static final String ALL = "--output=export --all --no-pager --quiet ";

  @TempDir Path directory;
  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    script(
        """
        case "$*" in
        *--follow*) cat live; exec sleep 1000 ;;
        *) cat backlog ;;
        esac
        """);
    Files.write(directory.resolve("live"), new byte[0]);
    Files.write(directory.resolve("backlog"), new byte[0]);
  }

  private void script(String body) throws IOException {
    script =
        Files.writeString(
            directory.resolve("journalctl"),
            "#!/bin/sh\ncd " + directory + "\necho \"$@\" >> args\n" + body);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private String yaml(LokiSink sink, String options) {
    return TestAgent.yaml(directory, sink.url(), directory + "/none", "[]")
        .replaceAll(
            "(?s)static_configs:.*",
            "relabel_configs: [{source_labels: [__journal__systemd_unit], target_label: unit},"
                + " {source_labels: [__journal_priority_keyword], target_label: level},"
                + " {source_labels: [__journal__systemd_unit], regex: noisy, action: drop}]\n"
                + "    journal: {labels: {job: journal}, journalctl: "
                + script
                + options
                + "}\n");
  }

  private static byte[] entry(int number, Duration age, String unit, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long micros = Instant.now().minus(age).toEpochMilli() * 1000;
    out.writeBytes(
        ("__CURSOR=s=1;i=" + number + "\n__REALTIME_TIMESTAMP=" + micros + "\nPRIORITY=3\n")
            .getBytes(UTF_8));
    out.writeBytes("MESSAGE\n".getBytes(UTF_8));
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(message.length).array());
    out.writeBytes(message);
    out.writeBytes(("\n_SYSTEMD_UNIT=" + unit + "\n\n").getBytes(UTF_8));
    return out.toByteArray();
  }

  private static byte[] entry(int number, String message) {
    return entry(number, Duration.ZERO, "web.service", message.getBytes(UTF_8));
  }

  private void write(String file, byte[]... entries) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] each : entries) {
      all.writeBytes(each);
    }
    Files.write(directory.resolve(file), all.toByteArray());
  }

  private List<String> arguments() throws IOException {
    Path file = directory.resolve("args");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await().untilAsserted(() -> assertThat(sink.lines()).containsExactly(lines));
  }

  @Test
  void readsWhatIsThereAndThenFollows() throws Exception {
    write("backlog", entry(1, "one\nand more"), entry(2, Duration.ZERO, "noisy", new byte[0]));
    write("live", entry(3, "two"));
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(yaml(sink, ", max_age: 1h, path: /j, matches: '_PID=1 _UID=0'"))) {
      awaitLines(sink, "one\nand more", "two");
      assertThat(sink.received().getFirst().labels())
          .isEqualTo("{job=\"journal\", level=\"error\", unit=\"web.service\"}");
      assertThat(arguments().getFirst())
          .matches(ALL + "--directory=/j --since=@\\d+ _PID=1 _UID=0");
      assertThat(arguments().getLast())
          .isEqualTo(
              ALL + "--follow --no-tail --directory=/j --after-cursor=s=1;i=2 _PID=1 _UID=0");
      assertThat(agent.agent().inputs().getFirst().problem()).isNull();
    }
  }

  @Test
  void goesOnAfterWhatWasAcknowledged() throws Exception {
    write("backlog", entry(1, "one"), entry(2, "two"));
    try (LokiSink sink = new LokiSink()) {
      TestAgent first = TestAgent.start(yaml(sink, ""));
      awaitLines(sink, "one", "two");
      first.close();
      sink.rule(_ -> LokiSink.Reply.of(503));
      write("backlog", entry(3, "three"));
      TestAgent killed = TestAgent.start(yaml(sink, ""));
      await().until(() -> sink.requests() > 3);
      killed.kill();
      assertThat(arguments().get(2)).endsWith("--after-cursor=s=1;i=2");
      sink.rule(_ -> LokiSink.Reply.OK);
      try (TestAgent _ = TestAgent.start(yaml(sink, ""))) {
        awaitLines(sink, "one", "two", "three");
        assertThat(arguments().get(4)).endsWith("--after-cursor=s=1;i=2");
      }
    }
  }

  @Test
  void goesOnFromPromtailsCursor() throws Exception {
    Path positions = directory.resolve("state/positions.yaml");
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(positions, "positions:\n  cursor-test: \"s=9;i=9\"\n  /var/log/a: \"7\"\n");
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, ""))) {
      await().until(() -> !arguments().isEmpty());
      assertThat(arguments().getFirst()).endsWith("--after-cursor=s=9;i=9");
    }
  }

  @Test
  void startsJournalctlAgainAfterTheLastEntry() throws Exception {
    script(
        """
        case "$*" in
        *i=7*--follow*) exec sleep 1000 ;;
        *--follow*) cat live; echo broken >&2; exit 3 ;;
        *i=7*) ;;
        *) cat backlog ;;
        esac
        """);
    write("backlog", entry(1, "one"));
    write("live", entry(7, "two"));
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      awaitLines(sink, "one", "two");
      await()
          .until(
              () ->
                  "journalctl ended with status 3: broken"
                      .equals(agent.agent().inputs().getFirst().problem()));
      await().until(() -> arguments().stream().anyMatch(line -> line.endsWith("i=7")));
    }
  }

  @Test
  void leavesOutWhatIsTooOldAndWhatHasNoMessage() throws Exception {
    byte[] old = entry(1, Duration.ofHours(8), "web.service", "old".getBytes(UTF_8));
    byte[] none =
        "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=4000000000000000\nA=b\n\n".getBytes(UTF_8);
    write("backlog", old, none, entry(3, "new"));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, ""))) {
      awaitLines(sink, "new");
    }
  }

  @Test
  void passesOnAllFieldsAsJson() throws Exception {
    write("backlog", entry(1, "one"));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, ", json: true"))) {
      awaitLines(
          sink, "{\"MESSAGE\":\"one\",\"PRIORITY\":\"3\",\"_SYSTEMD_UNIT\":\"web.service\"}");
    }
  }

  @Test
  void saysThatThereIsNoJournalctl() throws Exception {
    Files.delete(script);
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(agent.agent().inputs().getFirst().problem())
                      .contains("cannot read the journal by " + script)
                      .contains("No such file"));
    }
  }
}
