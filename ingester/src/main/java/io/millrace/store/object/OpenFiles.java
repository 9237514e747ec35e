package io.millrace.store.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of files that do not change, and keeps those files open for a moment: a question
 * reads thousands of short ranges of a few files, and to open and close one takes longer than to
 * read it. A file that another process deletes keeps its space until then. Thread-safe.
 */
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
  private static final int MOST = 64;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Cache<String, OpenFile> files =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterAccess(IDLE)
          .scheduler(Scheduler.systemScheduler())
          .executor(Runnable::run)
          .removalListener(OpenFiles::retire)
          .build();

  private final Function<String, Path> paths;

  /**
   * No file yet.
   *
   * @param paths finds the file of a name; asked when it is opened
   */
  OpenFiles(Function<String, Path> paths) {
    this.paths = paths;
  }

  /**
   * Bytes of a file.
   *
   * @throws EOFException when the file ends before {@code offset + length}
   * @throws java.nio.file.NoSuchFileException when there is no such file
   */
  byte[] read(String name, long offset, int length) throws IOException {
    while (true) {
      OpenFile file = open(name);
      if (!file.acquire()) {
        continue;
      }
      try {
        return file.read(offset, length);
      } catch (ClosedByInterruptException e) {
        forget(name);
        throw e;
      } catch (ClosedChannelException _) {
        // Another reader of the same file was interrupted, which closes a channel under all.
        forget(name);
      } finally {
        file.release();
      }
    }
  }

  /** Lets go of a file that is about to be deleted, or to be replaced by another of its name. */
  void forget(String name) {
    files.invalidate(name);
  }

  private OpenFile open(String name) throws IOException {
    try {
      return files.get(
          name,
          key -> {
            try {
              return OpenFile.open(paths.apply(key));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void retire(@Nullable String name, @Nullable OpenFile file, RemovalCause cause) {
    if (file == null) {
      return;
    }
    try {
      file.retire();
    } catch (IOException e) {
      LOG.warn("{} can't be closed ({}): {}", name, cause, e.getMessage());
    }
  }
}
