package io.millrace.server;

import io.millrace.ingester.FlushRoutes;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterShutdown;
import io.millrace.ingester.bulk.BulkRoutes;
import io.millrace.ingester.otlp.OtlpRoutes;
import io.millrace.ingester.push.PushRoutes;
import io.millrace.ingester.serve.HeldRoutes;
import io.millrace.service.http.Route;
import io.millrace.service.tenant.TenantOverrides;
import io.millrace.service.tenant.Tenants;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a server with an ingester answers. */
final class WriteApi {
  private final ServerSettings settings;
  private final TenantOverrides<TenantSettings> overrides;
  private final Tenants tenants;
  private final InstantSource clock;

  WriteApi(
      ServerSettings settings,
      TenantOverrides<TenantSettings> overrides,
      Tenants tenants,
      InstantSource clock) {
    this.settings = settings;
    this.overrides = overrides;
    this.tenants = tenants;
    this.clock = clock;
  }

  List<Route> routes(Ingester local, IngesterShutdown ending) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(FlushRoutes.of(local));
    routes.addAll(ending.routes());
    routes.addAll(new HeldRoutes(local::held, local.live()).routes());
    routes.addAll(
        new PushRoutes(
                local::pushes,
                tenants::single,
                settings.maxPushBytes(),
                settings.maxDecompressedPushBytes())
            .routes());
    routes.addAll(
        new OtlpRoutes(
                local::pushes,
                tenants::single,
                tenant -> overrides.of(tenant).ingestion(),
                settings.maxPushBytes(),
                settings.maxDecompressedPushBytes(),
                clock)
            .routes());
    routes.addAll(
        new BulkRoutes(
                local::pushes,
                tenants::single,
                tenant -> overrides.of(tenant).ingestion(),
                settings.bulkFields(),
                settings.maxPushBytes(),
                settings.maxDecompressedPushBytes(),
                clock)
            .routes());
    return routes;
  }
}
