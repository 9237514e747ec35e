package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.service.admin.AdminRoutes;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.admin.DebugRoutes;
import io.millrace.service.admin.Readiness;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.HttpServerComponent;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Route;
import io.millrace.service.http.Routes;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.metrics.ProcessRegistry;
import io.millrace.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An agent as a process of its own: with the HTTP port that its config asks for. */
public final class AgentServer {
  private static final String METRICS_PREFIX = "promtail";

  private final LoadedConfig<AgentSettings> loaded;
  private final PrometheusRegistry registry;
  private final Tracing tracing;
  private final Agent agent;
  private final Reloader reloader;

  /**
   * An agent that is not started.
   *
   * @param source of the config when it is to be read again
   * @param printer gets the entries instead of the clients: a dry run
   */
  public AgentServer(
      LoadedConfig<AgentSettings> loaded, Reloader.Source source, @Nullable EntrySink printer) {
    this.loaded = loaded;
    BuildInfo build = BuildInfo.of(AgentServer.class);
    this.registry = ProcessRegistry.create(METRICS_PREFIX, build.version(), build.revision());
    this.tracing =
        loaded.config().isTraced() ? Tracing.of(System.getenv(), "millrace-agent") : Tracing.off();
    this.agent = new Agent(loaded.config(), registry, AgentClock.SYSTEM, printer, tracing);
    this.reloader = new Reloader(agent, loaded, source, registry);
  }

  /** The parts in the order of their start. */
  public List<Component> components() {
    List<Component> components = new ArrayList<>();
    components.add(Component.of("tracing", () -> {}, tracing::close));
    components.add(agent);
    AgentSettings settings = loaded.config();
    if (!settings.isServerDisabled()) {
      components.add(
          new HttpServerComponent(
              HttpServerOptions.from(settings.server()),
              routes(),
              new HttpMetrics(registry, METRICS_PREFIX)));
    }
    return components;
  }

  public Agent agent() {
    return agent;
  }

  /** Reads the config again. */
  public Reloader reloader() {
    return reloader;
  }

  private HttpResponse reload(HttpRequest request) {
    try {
      return HttpResponse.text(200, reloader.reload().name().toLowerCase(Locale.ROOT) + "\n");
    } catch (ConfigException | IOException e) {
      return HttpResponse.text(500, "failed to reload config: " + e.getMessage() + "\n");
    }
  }

  /** What it answers when it listens. */
  public Routes routes() {
    Readiness liveness = new Readiness();
    liveness.add(agent::stuck);
    Readiness readiness = new Readiness();
    readiness.add(agent::notReadyReason);
    Routes.Builder routes =
        Routes.builder()
            .add(AdminRoutes.ready(readiness))
            .add(AdminRoutes.live(liveness))
            .addAll(DebugRoutes.of(loaded.config().server().debugEndpoints()))
            .add(Route.get("/config", _ -> HttpResponse.text(200, reloader.current().toYaml())))
            .add(AdminRoutes.logLevel())
            .addAll(new AgentRoutes(agent).routes());
    if (loaded.config().isReloadable()) {
      routes.add(Route.post("/reload", this::reload));
    }
    if (loaded.config().server().registerInstrumentation()) {
      routes.add(AdminRoutes.metrics(registry));
    }
    return routes.build();
  }
}
