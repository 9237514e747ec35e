package io.millrace.ingester.limits;

/** Finds the limits of a tenant; may answer otherwise from one call to the next. */
@FunctionalInterface
public interface TenantLimits {
  IngestionLimits of(String tenant);

  /** The same limits for every tenant. */
  static TenantLimits same(IngestionLimits limits) {
    return _ -> limits;
  }
}
