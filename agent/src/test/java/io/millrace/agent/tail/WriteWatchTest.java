package io.millrace.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.entry.AgentClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteWatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path root;
  private final WriteWatch watch = new WriteWatch(AgentClock.SYSTEM);
  private final List<String> woken = new CopyOnWriteArrayList<>();
  private Runnable first;
  private Runnable second;
  private Path logs;

  @BeforeEach
  void make() throws IOException {
    first = () -> woken.add("first");
    second = () -> woken.add("second");
    logs = Files.createDirectory(root.resolve("logs"));
    write(logs.resolve("a"));
    write(logs.resolve("b"));
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private static void write(Path file) throws IOException {
    Files.writeString(file, "x\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void awaitWoken(String... expected) {
    await().atMost(LONG).untilAsserted(() -> assertThat(woken).containsExactly(expected));
  }

  @Test
  void wakesOnlyTheOneWhoseFileIsWritten() throws Exception {
    assertThat(watch.rest(first, logs.resolve("a"))).isTrue();
    assertThat(watch.rest(second, logs.resolve("b"))).isTrue();
    write(logs.resolve("b"));
    awaitWoken("second");
    write(logs.resolve("a"));
    awaitWoken("second", "first");
  }

  @Test
  void letsOneRestForEachFile() {
    assertThat(watch.rest(first, logs.resolve("a"))).isTrue();
    assertThat(watch.rest(first, logs.resolve("a"))).isTrue();
    assertThat(watch.rest(second, logs.resolve("a"))).isFalse();
    watch.rise(second, logs.resolve("a"));
    watch.rise(first, logs.resolve("a"));
    assertThat(watch.rest(second, logs.resolve("a"))).isTrue();
  }

  @Test
  void wakesAllWhenAFileComesOrGoes() throws Exception {
    watch.rest(first, logs.resolve("a"));
    Files.move(logs.resolve("b"), logs.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
    awaitWoken("first");
    watch.rest(first, logs.resolve("a"));
    Files.delete(logs.resolve("a"));
    Files.delete(logs);
    awaitWoken("first", "first");
    assertThat(watch.rest(first, logs.resolve("a"))).isFalse();
  }

  @Test
  void watchesTheDirectoryThatComesInThePlaceOfOneThatWasMovedAway() throws Exception {
    watch.rest(first, logs.resolve("a"));
    Files.move(logs, root.resolve("old"));
    Files.createDirectory(logs);
    write(logs.resolve("b"));
    assertThat(watch.rest(second, logs.resolve("b"))).isTrue();
    // Its file is not there any more; it has to look where it is.
    awaitWoken("first");
    write(logs.resolve("b"));
    awaitWoken("first", "second");
  }

  /** As a directory that is mounted twice, it has one watch and two paths. */
  @Test
  void wakesTheOneWhoseFileIsWrittenThroughAnotherPath() throws Exception {
    Path other = Files.createSymbolicLink(root.resolve("other"), logs);
    assertThat(watch.rest(first, logs.resolve("a"))).isTrue();
    assertThat(watch.rest(second, other.resolve("b"))).isTrue();
    write(logs.resolve("b"));
    awaitWoken("second");
    write(other.resolve("a"));
    awaitWoken("second", "first");
  }

  @Test
  void doesNotWakeAfterItsClose() throws Exception {
    watch.rest(first, logs.resolve("a"));
    watch.close();
    assertThat(watch.rest(second, logs.resolve("b"))).isFalse();
  }
}
