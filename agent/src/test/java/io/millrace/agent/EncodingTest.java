package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not in UTF-8. */
class EncodingTest {
  private static final Charset UTF_16 = StandardCharsets.UTF_16LE;

  @TempDir private Path directory;

  private Path log() {
    return directory.resolve("0.log");
  }

  private String yaml(LokiSink sink, String encoding) {
    return TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]")
        .replace("- job_name: test", "- job_name: test\n    encoding: " + encoding);
  }

  private void append(byte[] bytes) throws Exception {
    Files.write(log(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(sink.lines()).isEqualTo(List.of(lines)));
  }

  @Test
  void readsUtf16AsItGrowsByteByByteAndOnAfterARestart() throws Exception {
    try (LokiSink sink = new LokiSink()) {
      try (TestAgent agent = TestAgent.start(yaml(sink, "UTF-16"))) {
        append("\uFEFFgrößer\nzwei".getBytes(UTF_16));
        awaitLines(sink, "größer");
        byte[] rest = "\ndrei\n".getBytes(UTF_16);
        for (byte each : rest) {
          long size = Files.size(log());
          append(new byte[] {each});
          await().until(() -> agent.file().size() == size + 1);
        }
        awaitLines(sink, "größer", "zwei", "drei");
        await().until(() -> agent.file().committedOffset() == Files.size(log()));
      }
      append("vier\n".getBytes(UTF_16));
      try (TestAgent agent = TestAgent.start(yaml(sink, "UTF-16"))) {
        awaitLines(sink, "größer", "zwei", "drei", "vier");
        await().until(() -> agent.file().committedOffset() == Files.size(log()));
      }
    }
  }

  @Test
  void readsARotatedFileThatEndsWithinACharacterAndTheNextOne() throws Exception {
    append("\uFEFFone\n".getBytes(UTF_16));
    append(new byte[] {'x'});
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, "UTF-16"))) {
      awaitLines(sink, "one");
      Files.move(log(), directory.resolve("0.log.1"));
      append("\uFEFFtwo\n".getBytes(UTF_16));
      awaitLines(sink, "one", "two");
      await().until(() -> agent.file().openFiles() == 1);
    }
  }

  @Test
  void readsCompressedRotatedFiles() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("0.log.1.gz")))) {
      out.write("\uFEFFold\n".getBytes(UTF_16));
    }
    append("\uFEFFnew\n".getBytes(UTF_16));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "utf-16le"))) {
      awaitLines(sink, "old", "new");
    }
  }

  @Test
  void readsTheEncodingsOfBytes() throws Exception {
    append("日本\n東京".getBytes(Charset.forName("Shift_JIS")));
    append("\n".getBytes(StandardCharsets.US_ASCII));
    try (LokiSink sink = new LokiSink();
        TestAgent _ = TestAgent.start(yaml(sink, "shift_jis"))) {
      awaitLines(sink, "日本", "東京");
    }
  }
}
