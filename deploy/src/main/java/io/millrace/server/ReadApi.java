package io.millrace.server;

import io.millrace.logql.engine.Engine;
import io.millrace.querier.api.ApiContext;
import io.millrace.querier.api.DeleteRoutes;
import io.millrace.querier.api.DetectedFieldRoutes;
import io.millrace.querier.api.DrilldownRoutes;
import io.millrace.querier.api.IndexRoutes;
import io.millrace.querier.api.LabelRoutes;
import io.millrace.querier.api.PatternRoutes;
import io.millrace.querier.api.QueryRoutes;
import io.millrace.querier.api.TailRoutes;
import io.millrace.querier.api.VolumeRoutes;
import io.millrace.querier.limits.QueryGate;
import io.millrace.querier.tail.Tails;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.http.Route;
import io.millrace.service.tenant.TenantOverrides;
import io.millrace.service.tenant.Tenants;
import io.millrace.store.LogReader;
import io.millrace.store.delete.DeleteRequests;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a server with a querier answers. */
final class ReadApi {
  private final ServerSettings settings;
  private final TenantOverrides<TenantSettings> overrides;
  private final Tenants tenants;
  private final InstantSource clock;

  ReadApi(
      ServerSettings settings,
      TenantOverrides<TenantSettings> overrides,
      Tenants tenants,
      InstantSource clock) {
    this.settings = settings;
    this.overrides = overrides;
    this.tenants = tenants;
    this.clock = clock;
  }

  List<Route> routes(Engine engine, LogReader reader, Tails tails, DeleteRequests deletes) {
    ApiContext api =
        new ApiContext(
            engine,
            reader,
            tenants::single,
            tenant -> overrides.of(tenant).queries(),
            new QueryGate(settings.queryGate()),
            clock);
    List<Route> routes = new ArrayList<>();
    routes.addAll(new QueryRoutes(api).routes());
    routes.addAll(new LabelRoutes(api).routes());
    routes.addAll(new DetectedFieldRoutes(api).routes());
    routes.addAll(new IndexRoutes(api).routes());
    routes.addAll(new PatternRoutes(api).routes());
    routes.addAll(new TailRoutes(api, tails).routes());
    routes.addAll(new VolumeRoutes(api).routes());
    routes.addAll(
        new DrilldownRoutes(
                api,
                tenant -> overrides.of(tenant).writeLimits(),
                BuildInfo.of(MillraceServer.class).version())
            .routes());
    routes.addAll(
        new DeleteRoutes(
                deletes,
                settings.upkeep().deletes(),
                tenants::single,
                tenant -> overrides.of(tenant).mayDelete(),
                clock)
            .routes());
    return routes;
  }
}
