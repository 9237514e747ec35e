package io.millrace.server;

import io.millrace.store.index.LabelIndex;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The native library of the index, which begins to load when this is made. Thread-safe. */
final class IndexLibrary {
  private final CompletableFuture<Void> loading =
      CompletableFuture.runAsync(
          LabelIndex::loadLibrary,
          task -> Thread.ofPlatform().daemon().name("load-library").start(task));

  /**
   * Waits until it is loaded.
   *
   * @throws IOException when it can't be, with the reason
   */
  void await() throws IOException {
    try {
      loading.join();
    } catch (CompletionException e) {
      throw new IOException(
          "the native library of the index can't be loaded: " + e.getCause(), e.getCause());
    }
  }
}
