package io.millrace.agent.tail;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How files are read.
 *
 * @param workers threads that read
 */
public record TailOptions(
    Polling polling, Lines lines, Rotation rotation, Deleted deleted, Open open, int workers) {
  private static final int MOST_OPEN_FILES = 4096;

  /** The default values. */
  public static final TailOptions DEFAULTS =
      new TailOptions(
          new Polling(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5)),
          new Lines(256 << 10, Duration.ofSeconds(5)),
          new Rotation(
              Duration.ofSeconds(1),
              Duration.ofSeconds(10),
              Duration.ofHours(1),
              0,
              Duration.ofSeconds(1)),
          new Deleted(Duration.ofMinutes(10), 1L << 30),
          new Open(defaultOpenFiles(), Duration.ofMinutes(5)),
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4));

  /**
   * When paths are looked at.
   *
   * @param min how often a file that changes is looked at
   * @param max how often one that does not
   * @param restAfter how long a file must be silent before its directory is watched instead, and
   *     the file itself looked at only every {@link #rare}
   */
  public record Polling(Duration min, Duration max, Duration restAfter) {
    private static final int RARELY = 10;

    /** A directory may be unable to tell, so that a line would wait this long. */
    private static final Duration MAX_RARE = Duration.ofMinutes(1);

    public Polling {
      if (min.isZero() || min.isNegative() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException(
            "min_poll_frequency must be positive and max_poll_frequency not below it");
      }
    }

    /** How often a file is looked at whose directory is watched. */
    Duration rare() {
      if (max.compareTo(MAX_RARE) >= 0) {
        return max;
      }
      Duration rare = max.multipliedBy(RARELY);
      return rare.compareTo(MAX_RARE) < 0 ? rare : MAX_RARE;
    }
  }

  /**
   * What a line is.
   *
   * @param maxBytes kept of it
   * @param partialFlush after how long without a line feed a raw line is taken as it is
   */
  public record Lines(int maxBytes, Duration partialFlush) {}

  /**
   * What is done about rotated files.
   *
   * @param drainQuiet how long one must be quiet before its successor is read
   * @param grace how long one must be quiet before it is closed
   * @param backfill how old those of a container may be that is seen for the first time
   * @param riskyFiles as many of them put a log at risk that cannot be read; 0 for no care
   * @param damagedRetry the first wait before a compressed one is read again that seems damaged
   */
  public record Rotation(
      Duration drainQuiet,
      Duration grace,
      Duration backfill,
      int riskyFiles,
      Duration damagedRetry) {}

  /**
   * How deleted files are held open that are not acknowledged yet.
   *
   * @param maxAge of one
   * @param maxBytes of all together
   */
  public record Deleted(Duration maxAge, long maxBytes) {}

  /**
   * How many files are open.
   *
   * @param maxFiles at a time, but for rotated files that are found beside others
   * @param closeAfter how long a file must be silent before it is closed
   */
  public record Open(int maxFiles, Duration closeAfter) {}

  private static int defaultOpenFiles() {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : MOST_OPEN_FILES;
    return Math.clamp(limit / 2, 1, MOST_OPEN_FILES);
  }

  /** The same with other times between two looks at a path. */
  public TailOptions withPolling(Duration min, Duration max) {
    return with(new Polling(min, max, polling.restAfter));
  }

  /** The same with another silence after which a directory is watched. */
  public TailOptions withRestAfter(Duration silence) {
    return with(new Polling(polling.min, polling.max, silence));
  }

  private TailOptions with(Polling other) {
    return new TailOptions(other, lines, rotation, deleted, open, workers);
  }

  /** The same with another line limit. */
  public TailOptions withMaxLineBytes(int bytes) {
    Lines other = new Lines(bytes, lines.partialFlush);
    return new TailOptions(polling, other, rotation, deleted, open, workers);
  }

  /** The same with other waits at rotation. */
  public TailOptions withRotation(Duration quiet, Duration grace) {
    Rotation r = rotation;
    return with(new Rotation(quiet, grace, r.backfill, r.riskyFiles, r.damagedRetry));
  }

  /** The same with another number of rotated files that put a log at risk. */
  public TailOptions withRiskyFiles(int files) {
    Rotation r = rotation;
    return with(new Rotation(r.drainQuiet, r.grace, r.backfill, files, r.damagedRetry));
  }

  /** The same with another wait before what seems damaged is read again. */
  public TailOptions withDamagedRetry(Duration wait) {
    Rotation r = rotation;
    return with(new Rotation(r.drainQuiet, r.grace, r.backfill, r.riskyFiles, wait));
  }

  private TailOptions with(Rotation other) {
    return new TailOptions(polling, lines, other, deleted, open, workers);
  }

  /** The same with other bounds for deleted files. */
  public TailOptions withDeleted(Duration age, long bytes) {
    return new TailOptions(polling, lines, rotation, new Deleted(age, bytes), open, workers);
  }

  /** The same with other bounds for open files. */
  public TailOptions withOpenFiles(int most, Duration silence) {
    return new TailOptions(polling, lines, rotation, deleted, new Open(most, silence), workers);
  }
}
