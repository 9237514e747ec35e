package io.millrace.ingester.limits;

import io.millrace.ingester.enrich.LevelDetector;
import io.millrace.ingester.enrich.ServiceNameDiscovery;
import java.time.Duration;
import java.util.List;

/** All that limits a tenant's pushes. */
public record IngestionLimits(LabelLimits labels, EntryLimits entries, RateLimits rates) {
  private static final int MIB = 1 << 20;

  public static final IngestionLimits DEFAULTS =
      new IngestionLimits(
          new LabelLimits(15, 1024, 2048, List.of(), ServiceNameDiscovery.DEFAULT_SOURCES),
          new EntryLimits(
              true,
              Duration.ofDays(7),
              Duration.ofMinutes(10),
              256 << 10,
              false,
              "",
              true,
              64 << 10,
              128,
              false,
              true,
              LevelDetector.DEFAULT_FIELDS,
              2),
          new RateLimits(4 * MIB, 6 * MIB, 3 * MIB, 15 * MIB, 5000));
}
