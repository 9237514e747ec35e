package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose lines or holes are larger than any memory. */
class HugeFilesTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Memory that reading may take in all; a copy of a file would take many times as much. */
  private static final long MOST_ALLOCATED = 64L << 20;

  /** As the run-times cut lines: 20 MiB in all. */
  private static final int PIECE_BYTES = 16 << 10;

  private static final int PIECES = 1280;

  @TempDir private Path directory;

  private void write(long offset, String text) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("0.log").toFile(), "rw")) {
      file.seek(offset);
      file.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Bytes that the threads that read have allocated. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("tail-")) {
        sum += threads.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }

  private List<String> read(LokiSink sink, int lines) throws Exception {
    return read(sink, lines, "[]");
  }

  private List<String> read(LokiSink sink, int lines, String stages) throws Exception {
    try (TestAgent _ =
        TestAgent.start(TestAgent.yaml(directory, sink.url(), directory + "/*.log", stages))) {
      await().atMost(LONG).until(() -> sink.lines().size() == lines);
      assertThat(allocated()).isBetween(1L, MOST_ALLOCATED);
      return sink.lines();
    }
  }

  @Test
  void keepsTheHeadOfALineOfAGibibyteAndReadsOn() throws Exception {
    // The zeros of a hole are bytes like others within a line.
    write(0, "the line");
    write(GIBIBYTE, "\nthe next\n");
    try (LokiSink sink = new LokiSink()) {
      List<String> lines = read(sink, 2);
      assertThat(lines.getFirst()).startsWith("the line\0").hasSize(256 << 10);
      assertThat(lines.getLast()).isEqualTo("the next");
    }
  }

  @Test
  void keepsTheHeadOfALineThatComesInManyPieces() throws Exception {
    String piece = "2026-01-02T03:04:05.000000006Z stdout P " + "x".repeat(PIECE_BYTES) + "\n";
    String end = "2026-01-02T03:04:05.000000007Z stdout F end\n";
    write(0, piece.repeat(PIECES) + end + end.replace("end", "the next"));
    try (LokiSink sink = new LokiSink()) {
      List<String> lines = read(sink, 2, "[{cri: {}}]");
      assertThat(lines.getFirst()).isEqualTo("x".repeat(256 << 10));
      assertThat(lines.getLast()).isEqualTo("the next");
    }
  }

  @Test
  void readsPastAHoleThatIsLargerThanTheMemory() throws Exception {
    write(0, "before\n");
    write(2 * GIBIBYTE, "behind\n");
    try (LokiSink sink = new LokiSink()) {
      assertThat(read(sink, 2)).containsExactly("before", "behind");
    }
  }
}
