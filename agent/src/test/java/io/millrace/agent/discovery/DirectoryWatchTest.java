package io.millrace.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
  private static final long LONG = Duration.ofSeconds(30).toNanos();

  @TempDir private Path root;
  private final DirectoryWatch watch = new DirectoryWatch();
  private Path logs;

  @BeforeEach
  void make() throws Exception {
    logs = Files.createDirectory(root.resolve("logs"));
    assertThat(watch.watch(Set.of(logs))).isTrue();
  }

  @AfterEach
  void close() throws Exception {
    watch.close();
  }

  @Test
  void tellsWhatComesIntoADirectory() throws Exception {
    assertThat(watch.watch(Set.of(logs))).isFalse();
    Files.createFile(logs.resolve("a"));
    assertThat(watch.await(LONG)).isTrue();
  }

  @Test
  void watchesTheDirectoryThatComesInThePlaceOfOneThatWasMovedAway() throws Exception {
    Files.move(logs, root.resolve("old"));
    Files.createDirectory(logs);
    assertThat(watch.watch(Set.of(logs))).isTrue();
    Files.createFile(logs.resolve("a"));
    assertThat(watch.await(LONG)).isTrue();
  }

  @Test
  void watchesWhereALinkLeadsNow() throws Exception {
    Path current = Files.createSymbolicLink(root.resolve("current"), logs);
    assertThat(watch.watch(Set.of(current))).isTrue();
    Path next = Files.createDirectory(root.resolve("next"));
    Files.delete(current);
    Files.createSymbolicLink(current, next);
    assertThat(watch.watch(Set.of(current))).isTrue();
    Files.createFile(next.resolve("a"));
    assertThat(watch.await(LONG)).isTrue();
  }

  @Test
  void watchesADirectoryOnWhoseOtherPathIsNotWanted() throws Exception {
    Path other = Files.createSymbolicLink(root.resolve("other"), logs);
    watch.watch(Set.of(logs, other));
    watch.watch(Set.of(logs));
    Files.createFile(logs.resolve("a"));
    assertThat(watch.await(LONG)).isTrue();
  }
}
