package io.millrace.querier.remote;

import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.SwapGate;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.follow.StoreFollower;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.live.LiveSource;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.PackChunkSource;
import io.millrace.store.pack.PackNames;
import io.millrace.store.pack.PackStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/**
 * The parts of a querier that is no ingester, from the opening of its index to its close. Safe for
 * use by any number of threads.
 */
public final class RemoteQuerier implements AutoCloseable {
  /** Ingesters let go of entries right after their pack is stored; this is ample. */
  private static final Duration HANDED_OVER = Duration.ofMinutes(1);

  private final LabelIndex index;
  private final StoreFollower follower;
  private final IngesterClient client;
  private final IngesterPool pool;
  private final RemoteLogReader reader;
  private final RemoteTails tails;
  private final Compaction.Store store;

  private RemoteQuerier(
      LabelIndex index,
      RemoteSettings settings,
      Duration retainPeriod,
      ObjectStore objects,
      DeleteRequests deletes,
      PrometheusRegistry registry,
      InstantSource clock) {
    this.index = index;
    PackStore packs = new PackStore(objects);
    this.follower = new StoreFollower(packs, index, deletes, settings.follow(), registry, clock);
    IngesterAddresses addresses =
        new IngesterAddresses(
            settings, host -> List.of(InetAddress.getAllByName(host)), System::nanoTime);
    this.client = new IngesterClient(settings.token(), settings.timeout());
    this.pool = new IngesterPool(addresses, client, settings);
    this.reader =
        new RemoteLogReader(
            pool,
            follower,
            index,
            new PackChunkSource(objects, settings.chunkCacheBytes()),
            settings.requireAll());
    this.tails = new RemoteTails(addresses, client);
    Duration shown = HANDED_OVER.plus(retainPeriod);
    this.store =
        new Compaction.Store(
            packs,
            index,
            new SwapGate(ids -> mayBeShown(ids, clock.millis() - shown.toMillis())),
            delete ->
                reader.mayHoldInMemory(
                    delete.request().tenant(),
                    delete.matchers(),
                    delete.request().firstNanos(),
                    delete.request().lastNanos()),
            follower.adopted()::commit);
  }

  /**
   * Opens the index, and takes in all that is in the store.
   *
   * @param retainPeriod for how long ingesters show entries after they were stored
   */
  public static RemoteQuerier start(
      RemoteSettings settings,
      Duration retainPeriod,
      ObjectStore objects,
      DeleteRequests deletes,
      PrometheusRegistry registry,
      InstantSource clock)
      throws IOException {
    LabelIndex index = LabelIndex.open(settings.indexDirectory());
    RemoteQuerier querier =
        new RemoteQuerier(index, settings, retainPeriod, objects, deletes, registry, clock);
    try {
      querier.follower.start();
      return querier;
    } catch (IOException | RuntimeException e) {
      querier.close();
      throw e;
    }
  }

  /** Whether an ingester may still show entries of one of the packs, by the age of their names. */
  private static boolean mayBeShown(Collection<String> packIds, long sinceMillis) {
    return packIds.stream()
        .map(PackNames::millisOf)
        .anyMatch(named -> named.isPresent() && named.getAsLong() > sinceMillis);
  }

  /** Memory and packs as one. */
  public LogReader reader() {
    return reader;
  }

  /** What is pushed to any ingester from now on. */
  public LiveSource live() {
    return tails;
  }

  /** What a compaction works on, which has to end before this is closed. */
  public Compaction.Store store() {
    return store;
  }

  @Override
  public void close() {
    follower.close();
    pool.close();
    client.close();
    index.close();
  }
}
