package io.millrace.agent.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionStoreTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("positions.yaml");
  }

  private static PositionRecord rotated(long id) {
    return new PositionRecord(
        id, new FileId(1, id), "/logs/0.log." + id, Mark.NONE, 0, Mark.NONE, 0);
  }

  @Test
  void savesNoneOrAllOfTheFilesThatAreEnteredTogether() throws Exception {
    PositionStore store = PositionStore.open(file(), 0);
    Thread saving = Thread.ofPlatform().unstarted(() -> save(store));
    store.together(
        () -> {
          store.put(rotated(1));
          saving.start();
          // It waits for us, or else it ends and has saved one of two.
          await()
              .until(
                  () ->
                      saving.getState() == Thread.State.WAITING
                          || saving.getState() == Thread.State.TERMINATED);
          assertThat(PositionStore.open(file(), 0).all()).isEmpty();
          store.put(rotated(2));
        });
    saving.join();
    assertThat(PositionStore.open(file(), 0).all()).isEqualTo(List.of(rotated(1), rotated(2)));
  }

  private static void save(PositionStore store) {
    try {
      store.save(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
