package io.millrace.store.object;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread of one process at a time replace objects below a directory. */
final class ReplaceLock {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path file;
  private final ReentrantLock threads = new ReentrantLock();

  ReplaceLock(Path file) {
    this.file = file;
  }

  /** What is done alone. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  void run(Action action) throws IOException {
    threads.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      action.run();
    } finally {
      threads.unlock();
    }
  }

  /** Another store of this process on the same directory can't be waited for, only asked again. */
  private void lock(FileChannel channel) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        channel.lock();
        return;
      } catch (OverlappingFileLockException e) {
        if (System.nanoTime() - end > 0) {
          throw new IOException("the lock " + file + " can't be had", e);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted while waiting for " + file).initCause(e);
      }
    }
  }
}
