package io.millrace.store.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Runs requests, and repeats those that may work the next time. Safe for concurrent use. */
final class Retries {
  private final S3Settings.RetrySettings settings;
  private final S3Metrics metrics;

  Retries(S3Settings.RetrySettings settings, S3Metrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
  }

  /** One request; fails in any of the client's ways. */
  @FunctionalInterface
  interface Request<T> {
    T run() throws Exception;
  }

  /** A request that failed for good. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient S3Failure failure;
    private final boolean repeated;

    FailedException(S3Failure failure, boolean repeated) {
      super(failure.cause());
      this.failure = failure;
      this.repeated = repeated;
    }

    S3Failure failure() {
      return failure;
    }

    /** Whether an earlier attempt failed too: it may have had its effect all the same. */
    boolean repeated() {
      return repeated;
    }
  }

  <T> T run(String operation, Request<T> request) throws FailedException, IOException {
    for (int attempt = 0; ; attempt++) {
      long start = System.nanoTime();
      try {
        T result = request.run();
        metrics.observe(operation, "200", System.nanoTime() - start);
        return result;
      } catch (InterruptedException | InterruptedIOException e) {
        if (e instanceof java.net.SocketTimeoutException timeout) {
          giveUpOrPause(operation, S3Failure.of(timeout), attempt, start);
          continue;
        }
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted during " + operation).initCause(e);
      } catch (Exception e) {
        giveUpOrPause(operation, S3Failure.of(e), attempt, start);
      }
    }
  }

  private void giveUpOrPause(String operation, S3Failure failure, int attempt, long startNanos)
      throws FailedException, IOException {
    metrics.observe(operation, failure.statusText(), System.nanoTime() - startNanos);
    if (!failure.worthRetrying() || attempt >= settings.maxRetries()) {
      throw new FailedException(failure, attempt > 0);
    }
    metrics.retried(operation);
    pause(attempt);
  }

  /** Half of the pause is by chance, so that clients that failed together part. */
  private void pause(int attempt) throws IOException {
    Duration longest = settings.maxPause();
    long nanos =
        Math.min(longest.toNanos(), settings.minPause().toNanos() << Math.min(attempt, 20));
    try {
      TimeUnit.NANOSECONDS.sleep(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while waiting for S3").initCause(e);
    }
  }
}
