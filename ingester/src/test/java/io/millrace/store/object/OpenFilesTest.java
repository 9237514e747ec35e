package io.millrace.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  @TempDir private Path directory;
  private final OpenFiles files = new OpenFiles(name -> directory.resolve(name));

  @Test
  void readsRangesAndNothingBehindTheEnd() throws IOException {
    Files.writeString(directory.resolve("a"), "0123456789");

    assertThat(files.read("a", 3, 4)).asString().isEqualTo("3456");
    assertThat(files.read("a", 10, 0)).isEmpty();
    assertThatThrownBy(() -> files.read("a", 8, 3))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("has 10 bytes; asked for 3 from 8");
    assertThatThrownBy(() -> files.read("b", 0, 1)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void readsTheNewFileOfANameThatItWasToldToForget() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "old");
    assertThat(files.read("a", 0, 3)).asString().isEqualTo("old");
    Files.move(Files.writeString(directory.resolve("b"), "new"), replaced(file));

    files.forget("a");

    assertThat(files.read("a", 0, 3)).asString().isEqualTo("new");
  }

  private static Path replaced(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  @Test
  void aReaderThatIsInterruptedFailsAlone() throws Exception {
    Files.writeString(directory.resolve("a"), "0123456789");
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> other = executor.submit(() -> readUntil(running));
      for (int i = 0; i < 200; i++) {
        executor.submit(() -> interrupted()).get();
      }
      running.set(false);

      assertThat(other.get()).isPositive();
    }
  }

  private int readUntil(AtomicBoolean running) throws IOException {
    int reads = 0;
    while (running.get()) {
      assertThat(files.read("a", 5, 5)).asString().isEqualTo("56789");
      reads++;
    }
    return reads;
  }

  private Void interrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> files.read("a", 0, 5)).isInstanceOf(ClosedByInterruptException.class);
    return null;
  }

  @Test
  void manyReadersKeepFewFilesOpen() throws Exception {
    for (int i = 0; i < 500; i++) {
      Files.writeString(directory.resolve("f" + i), "content " + i);
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      Callable<Void> reader = this::readAll;
      for (Future<Void> read : executor.invokeAll(Collections.nCopies(4, reader))) {
        read.get();
      }
    }

    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.filter(this::isOurs).count()).isLessThanOrEqualTo(64);
    }
  }

  private Void readAll() throws IOException {
    for (int i = 0; i < 2_000; i++) {
      String digit = String.valueOf(i % 500).substring(0, 1);
      assertThat(files.read("f" + i % 500, 8, 1)).asString().isEqualTo(digit);
    }
    return null;
  }

  private boolean isOurs(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(directory);
    } catch (IOException _) {
      // Closed since it was listed.
      return false;
    }
  }
}
