package io.millrace.ingester.stream;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The streams of one tenant. Safe for use by any number of threads. */
public final class TenantStreams {
  private final String tenant;
  private final MemoryAccount memory;
  private final FreezeLog freezes;
  private final ConcurrentHashMap<Labels, IngestStream> streams = new ConcurrentHashMap<>();

  TenantStreams(String tenant, MemoryAccount memory, FreezeLog freezes) {
    this.tenant = tenant;
    this.memory = memory;
    this.freezes = freezes;
  }

  public String tenant() {
    return tenant;
  }

  /** The streams in memory; the view follows changes. */
  public Collection<IngestStream> all() {
    return Collections.unmodifiableCollection(streams.values());
  }

  public int count() {
    return streams.size();
  }

  public @Nullable IngestStream get(Labels labels) {
    return streams.get(labels);
  }

  /**
   * Adds entries that the log holds, to a stream that is made if need be.
   *
   * @return how many were new
   */
  public int append(Labels labels, EntryBatch entries, long lsn, long nowNanos) {
    while (true) {
      IngestStream stream =
          streams.computeIfAbsent(
              labels, key -> new IngestStream(key, memory, freezes.last(), nowNanos));
      int added = stream.append(entries, lsn, nowNanos);
      if (added >= 0) {
        return added;
      }
      streams.remove(labels, stream);
    }
  }

  /** Forgets streams that are empty and had no entry since the given time. */
  public void removeIdle(long emptySinceNanos) {
    for (IngestStream stream : streams.values()) {
      if (stream.removeIfIdle(emptySinceNanos)) {
        streams.remove(stream.labels(), stream);
      }
    }
  }
}
