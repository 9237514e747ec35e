package io.millrace.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadObjectStoreTest {
  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;
  private final List<Long> offsets = Collections.synchronizedList(new ArrayList<>());

  /** A store of files that notes what is read, each after {@code before}. */
  private ObjectStore files(ReadHook before) throws IOException {
    FilesystemObjectStore files = new FilesystemObjectStore(directory);
    files.put("a/b", CONTENT);
    return new ForwardingObjectStore(files) {
      @Override
      public byte[] read(String name, long offset, int length) throws IOException {
        offsets.add(offset);
        before.run();
        return super.read(name, offset, length);
      }
    };
  }

  private interface ReadHook {
    void run() throws IOException;
  }

  @Test
  void requestsAreOnTheirWayAtOnce() throws Exception {
    CountDownLatch allSent = new CountDownLatch(8);
    ObjectStore store =
        new ReadAheadObjectStore(
            files(
                () -> {
                  allSent.countDown();
                  await(allSent);
                }));

    for (int i = 0; i < 8; i++) {
      store.prefetch("a/b", i, 2);
    }

    for (int i = 0; i < 8; i++) {
      assertThat(store.read("a/b", i, 2)).asString().isEqualTo("" + i + (i + 1));
    }
    assertThat(offsets).hasSize(8);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void whatWasAskedForTwiceIsFetchedOnceAndKeptForOneReader() throws IOException {
    ObjectStore store = new ReadAheadObjectStore(files(() -> {}));
    store.prefetch("a/b", 3, 4);
    store.prefetch("a/b", 3, 4);

    assertThat(store.read("a/b", 3, 4)).asString().isEqualTo("3456");
    assertThat(offsets).containsExactly(3L);
    assertThat(store.read("a/b", 3, 4)).asString().isEqualTo("3456");
    assertThat(offsets).containsExactly(3L, 3L);
  }

  @Test
  void theReaderLearnsWhyAnEarlyRequestFailed() throws IOException {
    ObjectStore store = new ReadAheadObjectStore(files(() -> {}));
    store.prefetch("a/none", 0, 1);

    assertThatThrownBy(() -> store.read("a/none", 0, 1))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("a/none");
  }

  @Test
  void noMoreRequestsThanMayBeOnTheirWayAreSentEarly() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    ObjectStore store = new ReadAheadObjectStore(files(() -> await(open)));

    for (int i = 0; i < 1_000; i++) {
      store.prefetch("a/b", i % 10, 1 + i / 10 % 10);
    }

    Awaitility.await("all that may be sent").until(() -> offsets.size() == 64);
    open.countDown();
    assertThat(store.read("a/b", 9, 1)).asString().isEqualTo("9");
  }
}
