package io.millrace.service.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a running request that its answer is no longer wanted. Safe for use by any thread. */
public final class Cancellation {
  /** Why a request was cancelled. */
  public enum Cause {
    /**
     * The client closed its side of the connection. One that closed only its sending half counts
     * too, as in Go's server; an answer that comes nevertheless is sent to it.
     */
    CLIENT_GONE,
    /** The route's timeout passed. */
    DEADLINE,
    /** The server's grace period for running requests passed. */
    SHUTDOWN
  }

  private final List<Runnable> callbacks = new ArrayList<>();
  private volatile @Nullable Cause cause;

  public boolean isCancelled() {
    return cause != null;
  }

  /** The first cause, or null while the request is wanted. */
  public @Nullable Cause cause() {
    return cause;
  }

  /**
   * Runs {@code callback} once when the request is cancelled, or at once when it already is.
   *
   * @param callback runs on the canceller's thread, possibly an event loop: it must not block
   */
  public void onCancel(Runnable callback) {
    synchronized (callbacks) {
      if (cause == null) {
        callbacks.add(callback);
        return;
      }
    }
    callback.run();
  }

  /** Cancels; only the first call has an effect. */
  public void cancel(Cause why) {
    List<Runnable> toRun;
    synchronized (callbacks) {
      if (cause != null) {
        return;
      }
      cause = why;
      toRun = List.copyOf(callbacks);
      callbacks.clear();
    }
    toRun.forEach(Runnable::run);
  }
}
