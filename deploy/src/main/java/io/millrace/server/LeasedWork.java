package io.millrace.server;

import io.millrace.store.lease.Lease;
import io.millrace.store.lease.LeaseKeeper;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Work that one process of all those on the store does; claimed from its construction on. */
final class LeasedWork implements AutoCloseable {
  private final Lease lease;
  private final LeaseKeeper keeper;

  /**
   * Begins to claim.
   *
   * @param work its name in the store
   * @param duration after which another process takes over when this one is dead
   * @param indexDirectory that this process has opened
   */
  LeasedWork(ObjectStore objects, String work, Duration duration, Path indexDirectory)
      throws IOException {
    String holder = HolderName.beside(indexDirectory);
    this.lease = new Lease(objects, work, holder, duration, System::nanoTime);
    this.keeper = new LeaseKeeper(lease, duration.dividedBy(3));
  }

  /** Whether it is this process's turn. */
  boolean isHeld() {
    return lease.isHeld();
  }

  /** Gives the work up; what is under way has to have ended. */
  @Override
  public void close() {
    keeper.close();
  }
}
