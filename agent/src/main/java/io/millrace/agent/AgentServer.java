package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.service.admin.AdminRoutes;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.admin.Readiness;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServerComponent;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.metrics.ProcessRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;

/** An agent as a process of its own: with the HTTP port that its config asks for. */
public final class AgentServer {
  private static final String METRICS_PREFIX = "promtail";

  private final LoadedConfig<AgentSettings> loaded;
  private final PrometheusRegistry registry;
  private final Agent agent;

  /** An agent that is not started. */
  public AgentServer(LoadedConfig<AgentSettings> loaded) {
    this.loaded = loaded;
    BuildInfo build = BuildInfo.of(AgentServer.class);
    this.registry = ProcessRegistry.create(METRICS_PREFIX, build.version(), build.revision());
    this.agent = new Agent(loaded.config(), registry);
  }

  /** The parts in the order of their start. */
  public List<Component> components() {
    List<Component> components = new ArrayList<>();
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

  private Routes routes() {
    Readiness readiness = new Readiness();
    readiness.add(agent::notReadyReason);
    Routes.Builder routes =
        Routes.builder()
            .add(AdminRoutes.ready(readiness))
            .add(AdminRoutes.config(loaded, () -> loaded))
            .add(AdminRoutes.logLevel())
            .addAll(new AgentRoutes(agent).routes());
    if (loaded.config().server().registerInstrumentation()) {
      routes.add(AdminRoutes.metrics(registry));
    }
    return routes.build();
  }
}
