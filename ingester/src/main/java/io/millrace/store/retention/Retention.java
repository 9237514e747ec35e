package io.millrace.store.retention;

import io.millrace.labels.Labels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** From when on entries are kept, as of now. Safe for use by any number of threads. */
public final class Retention {
  private final Function<String, TenantRetention> tenants;
  private final InstantSource clock;

  /**
   * Retention by tenant.
   *
   * @param tenants may answer otherwise from one call to the next
   */
  public Retention(Function<String, TenantRetention> tenants, InstantSource clock) {
    this.tenants = tenants;
    this.clock = clock;
  }

  /** Keeps everything of everybody. */
  public static Retention forever() {
    return new Retention(_ -> TenantRetention.FOREVER, InstantSource.system());
  }

  /** Time, in nanoseconds since 1970, of the oldest entry of the stream that is kept. */
  public long keptFromNanos(String tenant, Labels stream) {
    return before(tenants.apply(tenant).of(stream));
  }

  /** Time of the oldest entry of the tenant that may be kept, whatever its stream. */
  public long keptFromNanos(String tenant) {
    return before(tenants.apply(tenant).longest());
  }

  private long before(Duration period) {
    if (period.isZero()) {
      return Long.MIN_VALUE;
    }
    Instant from = clock.instant().minus(period);
    return TimeUnit.SECONDS.toNanos(from.getEpochSecond()) + from.getNano();
  }
}
