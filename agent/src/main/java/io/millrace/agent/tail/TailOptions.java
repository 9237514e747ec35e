package io.millrace.agent.tail;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How files are read.
 *
 * @param minPoll how often a file that changes is looked at
 * @param maxPoll how often one that does not
 * @param maxLineBytes kept of a line
 * @param drainQuiet how long a rotated file must be quiet before its successor is read
 * @param rotateGrace how long a rotated file must be quiet before it is closed
 * @param partialFlush after how long without a line feed a raw line is taken as it is
 * @param backfill how old rotated files of a container may be that is seen for the first time
 * @param workers threads that read
 * @param maxDeletedAge how long a deleted file is held open that is not acknowledged yet
 * @param maxDeletedBytes of all those files together
 * @param maxOpenFiles at a time, but for rotated files that are found beside others
 * @param closeAfter how long a file must be silent before it is closed
 * @param damagedRetry the first wait before a compressed file is read again that seems damaged
 * @param riskyFiles as many rotated files put a log at risk that cannot be read; 0 for no care
 */
public record TailOptions(
    Duration minPoll,
    Duration maxPoll,
    int maxLineBytes,
    Duration drainQuiet,
    Duration rotateGrace,
    Duration partialFlush,
    Duration backfill,
    int workers,
    Duration maxDeletedAge,
    long maxDeletedBytes,
    int maxOpenFiles,
    Duration closeAfter,
    Duration damagedRetry,
    int riskyFiles) {
  private static final int MOST_OPEN_FILES = 4096;

  /** The default values. */
  public static final TailOptions DEFAULTS =
      new TailOptions(
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          256 << 10,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4),
          Duration.ofMinutes(10),
          1L << 30,
          defaultOpenFiles(),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          0);

  private static int defaultOpenFiles() {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : MOST_OPEN_FILES;
    return Math.clamp(limit / 2, 1, MOST_OPEN_FILES);
  }

  public TailOptions {
    if (minPoll.isZero() || minPoll.isNegative() || maxPoll.compareTo(minPoll) < 0) {
      throw new IllegalArgumentException(
          "min_poll_frequency must be positive and max_poll_frequency not below it");
    }
  }

  /** The same with other polling. */
  public TailOptions withPolling(Duration min, Duration max) {
    return new TailOptions(
        min,
        max,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        riskyFiles);
  }

  /** The same with another line limit. */
  public TailOptions withMaxLineBytes(int bytes) {
    return new TailOptions(
        minPoll,
        maxPoll,
        bytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        riskyFiles);
  }

  /** The same with other waits at rotation. */
  public TailOptions withRotation(Duration quiet, Duration grace) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        quiet,
        grace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        riskyFiles);
  }

  /** The same with another wait for the end of a raw line. */
  public TailOptions withPartialFlush(Duration wait) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        wait,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        riskyFiles);
  }

  /** The same with other bounds for deleted files. */
  public TailOptions withDeleted(Duration age, long bytes) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        age,
        bytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        riskyFiles);
  }

  /** The same with other bounds for open files. */
  public TailOptions withOpenFiles(int most, Duration silence) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        most,
        silence,
        damagedRetry,
        riskyFiles);
  }

  /** The same with another wait before what seems damaged is read again. */
  public TailOptions withDamagedRetry(Duration wait) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        wait,
        riskyFiles);
  }

  /** The same with another number of rotated files that put a log at risk. */
  public TailOptions withRiskyFiles(int files) {
    return new TailOptions(
        minPoll,
        maxPoll,
        maxLineBytes,
        drainQuiet,
        rotateGrace,
        partialFlush,
        backfill,
        workers,
        maxDeletedAge,
        maxDeletedBytes,
        maxOpenFiles,
        closeAfter,
        damagedRetry,
        files);
  }
}
