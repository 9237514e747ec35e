package io.millrace.server;

import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.Compactor;
import io.millrace.store.lease.Lease;
import io.millrace.store.lease.LeaseKeeper;
import io.millrace.store.object.ObjectStore;
import java.time.Duration;
import java.util.UUID;

/** Compacts while this process is the one of all those on the store whose turn it is. */
final class LeasedCompactor implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final LeaseKeeper keeper;
  private final Compactor compactor;

  LeasedCompactor(Compaction compaction, Duration interval, ObjectStore objects) {
    String holder = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Lease lease = new Lease(objects, "compaction", holder, LEASE, System::nanoTime);
    this.keeper = new LeaseKeeper(lease, LEASE.dividedBy(3));
    this.compactor = new Compactor(compaction, interval, lease::isHeld);
  }

  @Override
  public void close() {
    compactor.close();
    keeper.close();
  }
}
