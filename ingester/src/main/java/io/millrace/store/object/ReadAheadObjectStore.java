package io.millrace.store.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * A store behind a network whose ranges can be asked for before they are read: a query over
 * thousands of blocks then waits for few of its requests instead of for each in turn. Thread-safe.
 */
public final class ReadAheadObjectStore extends ForwardingObjectStore {
  private static final int MOST_REQUESTS = 64;

  /** Of ranges that were asked for and not read yet. */
  private static final long MOST_BYTES = 64L << 20;

  /** A query that has not come back for a range by then was cancelled. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Semaphore requests = new Semaphore(MOST_REQUESTS);
  private final Cache<Range, CompletableFuture<byte[]>> asked =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Range range, CompletableFuture<byte[]> _) -> range.length())
          .expireAfterWrite(PATIENCE)
          .executor(Runnable::run)
          .build();

  private record Range(String name, long offset, int length) {}

  public ReadAheadObjectStore(ObjectStore store) {
    super(store);
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  /** Sends the request, unless too many are on their way. */
  @Override
  public void prefetch(String name, long offset, int length) {
    if (!requests.tryAcquire()) {
      return;
    }
    Range range = new Range(name, offset, length);
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    if (asked.asMap().putIfAbsent(range, bytes) != null) {
      requests.release();
      return;
    }
    Thread.ofVirtual()
        .name("read-ahead")
        .start(
            () -> {
              try {
                bytes.complete(super.read(name, offset, length));
              } catch (IOException | RuntimeException e) {
                bytes.completeExceptionally(e);
              } finally {
                requests.release();
              }
            });
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    CompletableFuture<byte[]> bytes = asked.asMap().remove(new Range(name, offset, length));
    if (bytes == null) {
      return super.read(name, offset, length);
    }
    try {
      return bytes.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    } catch (ExecutionException _) {
      // Asked once more, the store tells this reader itself what is wrong.
      return super.read(name, offset, length);
    }
  }
}
