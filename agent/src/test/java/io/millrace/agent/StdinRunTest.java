package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of a stream, and runs that send nothing. */
class StdinRunTest {
  private static final String STAGES = "[{replace: {expression: '(a)', replace: 'b'}}]";

  @TempDir private Path directory;

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", STAGES);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sendsTheLinesOfAStreamAndEnds() throws Exception {
    try (LokiSink sink = new LokiSink()) {
      StdinRun run = new StdinRun(TestAgent.settings(yaml(sink)));
      assertThat(run.run(text("xax\nyyy\n"), null)).isTrue();
      assertThat(sink.lines()).containsExactly("xbx", "yyy");
      assertThat(sink.received().getFirst().labels()).contains("job=\"stdin\"", "hostname=");
      assertThat(directory.resolve("state")).doesNotExist();
    }
  }

  @Test
  void printsInsteadOfSending() throws Exception {
    List<String> printed = new ArrayList<>();
    try (LokiSink sink = new LokiSink()) {
      StdinRun run = new StdinRun(TestAgent.settings(yaml(sink)));
      run.run(
          text("xax"),
          entry -> {
            printed.add(entry.text());
            return null;
          });
      assertThat(printed).containsExactly("xbx");
      assertThat(sink.requests()).isZero();
    }
  }

  @Test
  void writesNoPositionInADryRun() throws Exception {
    Files.writeString(directory.resolve("x.log"), "aaa\n");
    List<String> printed = new CopyOnWriteArrayList<>();
    try (LokiSink sink = new LokiSink();
        TestAgent _ =
            TestAgent.dryRun(
                TestAgent.settings(yaml(sink)),
                entry -> {
                  printed.add(entry.text());
                  return null;
                })) {
      await().until(() -> printed.equals(List.of("bbb")));
    }
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(directory.resolve("x.log"));
    }
  }
}
