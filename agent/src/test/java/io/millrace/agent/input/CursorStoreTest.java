package io.millrace.agent.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorStoreTest {
  @TempDir Path directory;

  private Path positions() {
    return directory.resolve("state/positions.yaml");
  }

  @Test
  void remembersWhatWasSaved() throws Exception {
    CursorStore store = CursorStore.open(positions(), 0);
    store.put("cursor-a", "s=1;\"x\"", 0);
    store.save(0);
    assertThat(CursorStore.open(positions(), 0).get("cursor-a")).isEqualTo("s=1;\"x\"");
    assertThat(CursorStore.open(positions(), 0).get("cursor-b")).isNull();
  }

  @Test
  void takesPromtailsCursorsOnce() throws Exception {
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(
        positions(), "positions:\n  cursor-a: \"1\"\n  /var/log/x: \"5\"\n  journal-b: old\n");
    CursorStore store = CursorStore.open(positions(), 0);
    assertThat(store.get("cursor-a")).isEqualTo("1");
    assertThat(store.get("/var/log/x")).isNull();
    store.put("cursor-a", "2", 0);
    store.save(0);
    assertThat(CursorStore.open(positions(), 0).get("cursor-a")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1]", "\0\0\0", "{\"cursors\":[]}", "{\"cursors\":{\"a\":{}}}"})
  void beginsAnewWhenTheFileIsDamaged(String content) throws Exception {
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(directory.resolve("state/positions.cursors"), content);
    CursorStore store = CursorStore.open(positions(), 0);
    assertThat(store.get("a")).isNull();
    store.put("a", "1", 0);
    store.save(0);
    assertThat(CursorStore.open(positions(), 0).get("a")).isEqualTo("1");
  }

  @Test
  void forgetsSourcesThatAreGone() throws Exception {
    CursorStore store = CursorStore.open(positions(), 0);
    store.put("gone", "1", 0);
    store.put("here", "2", 0);
    long later = Duration.ofDays(31).toMillis();
    store.seen("here", later);
    store.save(later);
    assertThat(store.get("gone")).isNull();
    assertThat(store.get("here")).isEqualTo("2");
  }
}
