package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Whether a content that cannot be read on may soon be gone: deleted already, or rotated with as
 * many files beside it as the run-time keeps. Not for concurrent use.
 */
final class Risk {
  /** A look lists a directory, and a paused tail has many turns. */
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path path;
  private final TailContext context;
  private boolean isAtRisk;
  private boolean hasChecked;
  private long checkedNanos;

  Risk(Path path, TailContext context) {
    this.path = path;
    this.context = context;
  }

  /** Whether the oldest content that is open should be got out of the way of its deletion. */
  boolean isAtRisk(List<Generation> contents, long nowNanos) {
    int most = context.options().rotation().riskyFiles();
    if (most == 0 || contents.isEmpty()) {
      return false;
    }
    if (!hasChecked || nowNanos - checkedNanos >= CHECK_NANOS) {
      hasChecked = true;
      checkedNanos = nowNanos;
      isAtRisk = look(contents.getFirst(), most);
    }
    return isAtRisk;
  }

  private boolean look(Generation oldest, int most) {
    try {
      if (FileStat.of(path).key().equals(oldest.key)) {
        return false;
      }
      Path real = path.toRealPath();
      List<Path> rotated = context.rotatedNames().of(real, context.clock().epochMillis());
      return rotated.size() >= most || DeletedFiles.isDeleted(oldest);
    } catch (IOException ignored) {
      // The path leads nowhere: its directory may have gone with it.
      return DeletedFiles.isDeleted(oldest);
    }
  }
}
