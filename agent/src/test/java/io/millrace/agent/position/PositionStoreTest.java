package io.millrace.agent.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
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

  private PositionStore saved(long generations) throws IOException {
    PositionStore store = PositionStore.open(file(), 0);
    for (long i = 1; i <= generations; i++) {
      store.put(rotated(i));
      store.save(0);
    }
    return store;
  }

  private Path state() {
    return PositionStore.stateFile(file());
  }

  private Path beside(String suffix) {
    return state().resolveSibling(state().getFileName() + suffix);
  }

  @Test
  void passesOverAStateOfWhichAPartIsMissing() throws Exception {
    saved(2);
    byte[] whole = Files.readAllBytes(state());
    for (int length = 0; length < whole.length; length++) {
      Files.write(state(), Arrays.copyOf(whole, length));
      assertThat(PositionStore.open(file(), 0).all()).isEqualTo(List.of(rotated(1)));
    }
  }

  @Test
  void goesOnWithTheLastStateWhenItWasKilledBeforeARename() throws Exception {
    saved(2);
    Files.write(beside(".tmp"), new byte[100]);
    assertThat(PositionStore.open(file(), 0).all()).isEqualTo(List.of(rotated(1), rotated(2)));
  }

  @Test
  void goesOnWithThePreviousStateWhenItWasKilledBetweenTheRenames() throws Exception {
    saved(2);
    Files.move(state(), beside(".prev"), StandardCopyOption.REPLACE_EXISTING);
    PositionStore store = PositionStore.open(file(), 0);
    assertThat(store.all()).isEqualTo(List.of(rotated(1), rotated(2)));
    store.put(rotated(3));
    store.save(0);
    assertThat(PositionStore.open(file(), 0).all()).hasSize(3);
  }

  @Test
  void keepsTheLastStateWhileTheDiskIsFullAndWritesWhenItIsNot() throws Exception {
    PositionStore store = saved(1);
    store.put(rotated(2));
    Files.createSymbolicLink(beside(".tmp"), Path.of("/dev/full"));
    assertThatThrownBy(() -> store.save(0)).isInstanceOf(IOException.class);
    assertThat(PositionStore.open(file(), 0).all()).isEqualTo(List.of(rotated(1)));
    Files.delete(beside(".tmp"));
    store.save(0);
    assertThat(PositionStore.open(file(), 0).all()).isEqualTo(List.of(rotated(1), rotated(2)));
  }

  @Test
  void keepsTheLastStateWhileItsDirectoryIsAway() throws Exception {
    Path away = Files.createDirectory(directory.resolve("away"));
    Path place = directory.resolve("state");
    Files.createSymbolicLink(place, away);
    PositionStore store = PositionStore.open(place.resolve("positions.yaml"), 0);
    store.put(rotated(1));
    store.save(0);
    Files.delete(place);
    store.put(rotated(2));
    assertThatThrownBy(() -> store.save(0)).isInstanceOf(IOException.class);
    Files.createSymbolicLink(place, away);
    store.save(0);
    assertThat(PositionStore.open(place.resolve("positions.yaml"), 0).all()).hasSize(2);
  }
}
