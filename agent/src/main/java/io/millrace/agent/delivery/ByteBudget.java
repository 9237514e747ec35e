package io.millrace.agent.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all lanes may hold together. Safe for use by any thread. */
public final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /** A budget of {@code limit} bytes. */
  public ByteBudget(long limit) {
    this.limit = limit;
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  boolean hasRoom() {
    return used.get() < limit;
  }

  /** Bytes held now. */
  public long used() {
    return used.get();
  }
}
