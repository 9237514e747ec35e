package io.millrace.server;

import io.millrace.ingester.NotReadyException;
import io.millrace.ingester.ReadyLogReader;
import io.millrace.querier.remote.RemoteQuerier;
import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.live.LiveSource;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store, and ingesters that are other processes. */
final class RemoteQuerySide implements QuerySide {
  private static final String STARTING = "Querier not ready: reading the packs of the store";

  private final Start start;
  private volatile @Nullable RemoteQuerier running;

  /** Makes a querier; takes as long as there are packs to read. */
  @FunctionalInterface
  interface Start {
    RemoteQuerier start() throws IOException;
  }

  RemoteQuerySide(Start start) {
    this.start = start;
  }

  private RemoteQuerier running() {
    RemoteQuerier querier = running;
    if (querier == null) {
      throw new NotReadyException(STARTING);
    }
    return querier;
  }

  @Override
  public LogReader reader() {
    return new ReadyLogReader(() -> running().reader());
  }

  @Override
  public LiveSource live() {
    return (tenant, matchers, listener) -> running().live().subscribe(tenant, matchers, listener);
  }

  @Override
  public Compaction.Store store() {
    return running().store();
  }

  @Override
  public Optional<String> notReadyReason() {
    return running == null ? Optional.of(STARTING) : Optional.empty();
  }

  @Override
  public void start() throws IOException {
    running = start.start();
  }

  @Override
  public void close() {
    RemoteQuerier querier = running;
    if (querier != null) {
      querier.close();
    }
  }
}
