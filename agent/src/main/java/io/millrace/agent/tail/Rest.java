package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a silent file may be looked at rarely, for its directory is watched. Belongs to the
 * thread of its tail.
 */
final class Rest {
  /** File systems that others write too, or that are written by mapping, make no events. */
  private static final long FIRST_DISTRUST_NANOS = Duration.ofMinutes(10).toNanos();

  private static final long MAX_DISTRUST_NANOS = Duration.ofDays(1).toNanos();

  /** Resolving a path costs more than looking at it. */
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final Path path;
  private final WriteWatch watch;
  private final Runnable waker;
  private final long afterNanos;

  /** Where its file lies while it rests; null while it does not. */
  private @Nullable Path file;

  private long distrustNanos = FIRST_DISTRUST_NANOS;
  private long trustedSinceNanos;

  Rest(Path path, TailContext context, Tail tail) {
    this.path = path;
    this.watch = context.writes();
    this.waker = tail::wake;
    this.afterNanos = context.options().polling().restAfter().toNanos();
    this.trustedSinceNanos = context.clock().nanoTime();
  }

  /**
   * Nothing is to be done before something is written.
   *
   * @return whether the next look may be a rare one: the path has been looked at since it rests
   */
  boolean rest(long now) throws IOException {
    Path resting = file;
    if (resting != null) {
      return true;
    }
    if (now - trustedSinceNanos < 0) {
      return false;
    }
    try {
      Path real = plain();
      if (real != null && watch.rest(waker, real)) {
        file = real;
        return false;
      }
    } catch (NoSuchFileException ignored) {
      // Renamed just now; the next look tells.
      return false;
    }
    trustedSinceNanos = now + AGAIN_NANOS;
    return false;
  }

  /**
   * Where the file lies; null when the path goes through a link, be it a directory's: when that
   * leads elsewhere, nothing happens where the file lies.
   */
  private @Nullable Path plain() throws IOException {
    Path real = path.toRealPath();
    return real.equals(path.toAbsolutePath()) ? real : null;
  }

  /** It was woken, perhaps by others in its directory, who must not wake it all the time. */
  void woken(long now) {
    rise();
    if (now + afterNanos - trustedSinceNanos > 0) {
      trustedSinceNanos = now + afterNanos;
    }
  }

  /** It has something to do. */
  void rise() {
    Path resting = file;
    if (resting != null) {
      file = null;
      watch.rise(waker, resting);
    }
  }

  /** Something has come; when nobody has said so, nobody is relied upon for a while. */
  void found(long now) {
    if (file != null) {
      trustedSinceNanos = now + distrustNanos;
      distrustNanos = Math.min(MAX_DISTRUST_NANOS, 2 * distrustNanos);
      rise();
    }
  }
}
