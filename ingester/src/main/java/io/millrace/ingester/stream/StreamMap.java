package io.millrace.ingester.stream;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tenants and their streams in memory. Safe for use by any number of threads. */
public final class StreamMap {
  private final ConcurrentHashMap<String, TenantStreams> tenants = new ConcurrentHashMap<>();
  private final MemoryAccount memory = new MemoryAccount();
  private final FreezeLog freezes = new FreezeLog();

  public TenantStreams tenant(String tenant) {
    return tenants.computeIfAbsent(tenant, name -> new TenantStreams(name, memory, freezes));
  }

  /** The tenant's streams, or null when nothing of it lies in memory. */
  public @Nullable TenantStreams find(String tenant) {
    return tenants.get(tenant);
  }

  /** All tenants; the view follows changes. */
  public Collection<TenantStreams> all() {
    return Collections.unmodifiableCollection(tenants.values());
  }

  public FreezeLog freezes() {
    return freezes;
  }

  public MemoryAccount memory() {
    return memory;
  }

  /** LSN from which on the log is still needed; {@code none} when all is flushed. */
  public long firstNeededLsn(long none) {
    long first = none;
    for (TenantStreams tenant : tenants.values()) {
      for (IngestStream stream : tenant.all()) {
        first = Math.min(first, stream.firstNeededLsn());
      }
    }
    return first;
  }
}
