package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that are deleted and held open because they are not acknowledged yet. Their blocks stay
 * taken on the disk, so there is an end to their age and their bytes. Thread-safe.
 *
 * @param maxAge of one since it was seen to be deleted
 * @param maxBytes of all together
 */
record DeletedFiles(Duration maxAge, long maxBytes, Map<Generation, Long> held) {
  /** A look lists a directory, so it is not taken at every turn. */
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  DeletedFiles(TailOptions.Deleted bounds) {
    this(bounds.maxAge(), bounds.maxBytes(), new ConcurrentHashMap<>());
  }

  /** Whether a file that its path does not lead to any more may stay open. */
  boolean mayHold(Generation each, long nowNanos) throws IOException {
    if (nowNanos - each.nextCheckNanos < 0 || each.isGone) {
      return true;
    }
    each.nextCheckNanos = nowNanos + Math.min(CHECK_NANOS, maxAge.toNanos());
    if (!isDeleted(each)) {
      forget(each);
      return true;
    }
    if (!held.containsKey(each)) {
      each.deletedNanos = nowNanos;
    }
    held.put(each, each.content.diskBytes());
    long sum = held.values().stream().mapToLong(Long::longValue).sum();
    return sum <= maxBytes && nowNanos - each.deletedNanos < maxAge.toNanos();
  }

  void forget(Generation each) {
    held.remove(each);
  }

  /** Bytes held now. */
  long bytes() {
    return held.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether no name beside the last known one leads to the file. */
  static boolean isDeleted(Generation each) {
    Path last = Path.of(each.path);
    Path directory = last.getParent();
    if (directory == null || leadsTo(last, each)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (leadsTo(file, each)) {
          return false;
        }
      }
    } catch (IOException | DirectoryIteratorException ignored) {
      // The directory went with its files.
    }
    return true;
  }

  private static boolean leadsTo(Path path, Generation each) {
    try {
      return FileStat.of(path).key().equals(each.key);
    } catch (IOException ignored) {
      return false;
    }
  }
}
