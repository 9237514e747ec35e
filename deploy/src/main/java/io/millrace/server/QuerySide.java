package io.millrace.server;

import io.millrace.ingester.Ingester;
import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.live.LiveSource;
import java.io.IOException;
import java.util.Optional;

/** What queries are answered from. */
interface QuerySide {
  /** Memory and packs as one; throws NotReadyException before the start. */
  LogReader reader();

  /** New entries. */
  LiveSource live();

  /** What is compacted, once started. */
  Compaction.Store store();

  /** Why queries can't be answered yet. */
  Optional<String> notReadyReason();

  void start() throws IOException;

  void close();

  /** The ingester of the same process, which is started and closed by others. */
  record Local(Ingester ingester) implements QuerySide {
    @Override
    public LogReader reader() {
      return ingester.reader();
    }

    @Override
    public LiveSource live() {
      return ingester.live();
    }

    @Override
    public Compaction.Store store() {
      return ingester.store();
    }

    @Override
    public Optional<String> notReadyReason() {
      return Optional.empty();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
