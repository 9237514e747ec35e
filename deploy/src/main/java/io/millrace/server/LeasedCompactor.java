package io.millrace.server;

import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.Compactor;
import io.millrace.store.compact.CompactorSettings;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Compacts while this process is the one of all those on the store whose turn it is. */
final class LeasedCompactor implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final LeasedWork turn;
  private final Compactor compactor;

  LeasedCompactor(
      Compaction compaction, CompactorSettings settings, ObjectStore objects, Path indexDirectory)
      throws IOException {
    this.turn = new LeasedWork(objects, "compaction", LEASE, indexDirectory);
    this.compactor = new Compactor(compaction, settings, turn::isHeld);
  }

  @Override
  public void close() {
    compactor.close();
    turn.close();
  }
}
