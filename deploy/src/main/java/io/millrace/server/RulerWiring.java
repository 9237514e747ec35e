package io.millrace.server;

import io.millrace.logql.engine.Engine;
import io.millrace.querier.ruler.EngineRuleQuery;
import io.millrace.querier.ruler.RulerService;
import io.millrace.querier.ruler.RulerSettings;
import io.millrace.querier.ruler.api.AlertRoutes;
import io.millrace.querier.ruler.api.RuleRoutes;
import io.millrace.service.http.Route;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.tenant.Tenants;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The ruler as a part of a server. */
final class RulerWiring {
  private final RulerSettings settings;
  private final RulerService service;
  private final Function<String, TenantSettings> limits;
  private final InstantSource clock;
  private final ObjectStore objects;
  private final Path indexDirectory;
  private final AtomicReference<LeasedWork> turn = new AtomicReference<>();

  /**
   * A ruler that does not run yet.
   *
   * @param indexDirectory that this process has opened when the ruler starts
   * @throws IOException when a certificate can't be used
   */
  RulerWiring(
      RulerSettings settings,
      Path indexDirectory,
      ObjectStore objects,
      Engine engine,
      Function<String, TenantSettings> limits,
      PrometheusRegistry registry,
      InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.objects = objects;
    this.indexDirectory = indexDirectory;
    this.service =
        new RulerService(
            settings,
            objects,
            new EngineRuleQuery(engine, tenant -> limits.apply(tenant).queries()),
            registry,
            clock,
            this::isItsTurn,
            tenant -> limits.apply(tenant).rules().writes());
  }

  /** To be started when queries can be answered. */
  Component component() {
    return Component.of("ruler", this::start, this::stop);
  }

  private void start() throws IOException {
    turn.set(new LeasedWork(objects, "rules", settings.leaseDuration(), indexDirectory));
    service.start();
  }

  private void stop(Duration grace) throws InterruptedException {
    service.stop(grace);
    LeasedWork held = turn.get();
    if (held != null) {
      held.close();
    }
  }

  private boolean isItsTurn() {
    LeasedWork claimed = turn.get();
    return claimed != null && claimed.isHeld();
  }

  List<Route> routes(Tenants tenants) {
    if (!settings.hasApi()) {
      return List.of();
    }
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new RuleRoutes(
                service.book(),
                service.ruler(),
                tenants::single,
                tenant -> limits.apply(tenant).rules(),
                clock)
            .routes());
    routes.addAll(new AlertRoutes(service.ruler(), tenants::single).routes());
    return routes;
  }
}
