package io.millrace.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemObjectStoreTest extends ObjectStoreContract {
  @TempDir private Path directory;

  @Override
  protected ObjectStore store() throws Exception {
    return new FilesystemObjectStore(directory);
  }

  @Test
  void removesTemporaryFilesOfACrashedProcessAndNotThoseOfALivingOne() throws Exception {
    store();
    Path old = Files.writeString(directory.resolve(".tmp/old.tmp"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path young = Files.writeString(directory.resolve(".tmp/young.tmp"), "half");
    assertThat(store().list("")).isEmpty();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void oneOfManyWritersPutsOrReplaces() throws Exception {
    // Two stores on one directory, as two processes have them.
    List<ObjectStore> stores = List.of(store(), store());
    assertThat(winners(number -> stores.get(number % 2).put("once", bytes(number)))).isEqualTo(1);
    String version = stores.getFirst().readVersioned("once").version();
    assertThat(
            winners(number -> stores.get(number % 2).replace("once", bytes(10 + number), version)))
        .isEqualTo(1);
  }

  private interface Write {
    void run(int number) throws IOException;
  }

  private static int winners(Write write) throws Exception {
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      attempts.add(
          () -> {
            try {
              write.run(number);
              return true;
            } catch (ObjectExistsException | ObjectChangedException _) {
              return false;
            }
          });
    }
    int winners = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> attempt : executor.invokeAll(attempts)) {
        winners += attempt.get() ? 1 : 0;
      }
    }
    return winners;
  }

  private static byte[] bytes(int number) {
    return new byte[] {(byte) number};
  }
}
