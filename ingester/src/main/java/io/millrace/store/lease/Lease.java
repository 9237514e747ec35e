package io.millrace.store.lease;

import io.millrace.store.object.ObjectChangedException;
import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's claim to a lease. Somebody has to call {@link #claim} several times within the
 * lease's duration, see {@link LeaseKeeper}. Safe for use by any number of threads.
 */
public final class Lease {
  private final ObjectStore objects;
  private final String name;
  private final String object;
  private final String holder;
  private final Duration duration;
  private final LongSupplier nanoClock;

  /** Version of the object as this process wrote it last; null when it is not the holder. */
  private @Nullable String heldVersion;

  private LeaseRecord held;

  /** Another holder's version, and since when it is known on this process's clock. */
  private @Nullable String seenVersion;

  private long seenNanos;

  private volatile boolean isHolder;
  private volatile long heldUntilNanos;

  /**
   * A claim that was not made yet.
   *
   * @param name of the work
   * @param holder of this process, unlike that of any other
   * @param duration after which a holder that does not renew has lost the lease
   * @param nanoClock as {@link System#nanoTime}
   */
  public Lease(
      ObjectStore objects, String name, String holder, Duration duration, LongSupplier nanoClock) {
    if (holder.isEmpty()) {
      throw new IllegalArgumentException("a holder needs a name");
    }
    this.objects = objects;
    this.name = name;
    this.object = "leases/" + name + ".lease";
    this.holder = holder;
    this.duration = duration;
    this.nanoClock = nanoClock;
    this.held = new LeaseRecord(holder, duration.toMillis(), 0);
  }

  /** The name of the work. */
  public String name() {
    return name;
  }

  /**
   * Renews the lease, or takes it if it is free or was not renewed for its duration.
   *
   * @return whether it is held now
   * @throws IOException when the store can't be asked; what is held stays so until it expires
   */
  public synchronized boolean claim() throws IOException {
    long before = nanoClock.getAsLong();
    String version = heldVersion;
    if (version == null) {
      return take();
    }
    LeaseRecord next = held.heldBy(holder, duration.toMillis());
    try {
      holds(next, objects.replace(object, next.toBytes(), version), before);
      return true;
    } catch (ObjectChangedException _) {
      // Somebody has taken it over, or the answer to the last renewal was lost.
      lose();
      return take();
    }
  }

  private boolean take() throws IOException {
    long before = nanoClock.getAsLong();
    VersionedObject stored;
    try {
      stored = objects.readVersioned(object);
    } catch (FileNotFoundException _) {
      return create();
    }
    LeaseRecord found = LeaseRecord.parse(stored.content());
    boolean mine = found.holder().equals(holder);
    if (!mine && !found.isFree() && !isExpired(stored.version(), found.durationMillis())) {
      return false;
    }
    LeaseRecord next = found.heldBy(holder, duration.toMillis());
    try {
      holds(next, objects.replace(object, next.toBytes(), stored.version()), before);
      return true;
    } catch (ObjectChangedException _) {
      return false;
    }
  }

  private boolean create() throws IOException {
    try {
      objects.put(object, new LeaseRecord("", duration.toMillis(), 0).toBytes());
    } catch (ObjectExistsException _) {
      return false;
    }
    return take();
  }

  /** Whether another holder's record has stood still for as long as its lease lasts. */
  private boolean isExpired(String version, long durationMillis) {
    long now = nanoClock.getAsLong();
    if (!version.equals(seenVersion)) {
      seenVersion = version;
      seenNanos = now;
      return false;
    }
    return now - seenNanos > Duration.ofMillis(durationMillis).toNanos();
  }

  private void holds(LeaseRecord record, String version, long sinceNanos) {
    held = record;
    heldVersion = version;
    seenVersion = null;
    heldUntilNanos = sinceNanos + duration.toNanos();
    isHolder = true;
  }

  private void lose() {
    isHolder = false;
    heldVersion = null;
  }

  /** Whether this process holds the lease at this moment. Cheap. */
  public boolean isHeld() {
    return isHolder && heldUntilNanos - nanoClock.getAsLong() > 0;
  }

  /** Gives the lease up, so that another process need not wait until it expires. */
  public synchronized void release() throws IOException {
    String version = heldVersion;
    lose();
    if (version != null) {
      try {
        objects.replace(object, held.freed().toBytes(), version);
      } catch (ObjectChangedException _) {
        // It is another's already.
      }
    }
  }
}
