package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.LoadedConfig;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the config file again and lets the agent go on with it. Safe for use by any thread. */
public final class Reloader {
  private static final Logger log = LoggerFactory.getLogger(Reloader.class);

  private final Agent agent;
  private final Source source;
  private final Counter successes;
  private final Counter failures;
  private volatile LoadedConfig<AgentSettings> current;

  /** Where the config comes from. */
  @FunctionalInterface
  public interface Source {
    LoadedConfig<AgentSettings> load() throws ConfigException;
  }

  Reloader(
      Agent agent,
      LoadedConfig<AgentSettings> current,
      Source source,
      PrometheusRegistry registry) {
    this.agent = agent;
    this.current = current;
    this.source = source;
    this.successes =
        Counter.builder()
            .name("promtail_config_reload_success_total")
            .help("Reloads of the config.")
            .register(registry);
    this.failures =
        Counter.builder()
            .name("promtail_config_reload_fail_total")
            .help("Reloads that failed; the config before stays in force.")
            .register(registry);
  }

  /** The config in force. */
  LoadedConfig<AgentSettings> current() {
    return current;
  }

  /**
   * Reads the config; when it is wrong, the one before stays in force.
   *
   * @throws ConfigException with all that is wrong
   */
  public synchronized Agent.Reload reload() throws ConfigException, IOException {
    try {
      LoadedConfig<AgentSettings> next = source.load();
      Agent.Reload done =
          agent.reload(next.config(), next.config().server().gracefulShutdownTimeout());
      current = next;
      successes.inc();
      log.atInfo().addKeyValue("result", done).log("config reloaded");
      return done;
    } catch (ConfigException | IOException e) {
      failures.inc();
      throw e;
    } catch (InterruptedException e) {
      failures.inc();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reloading", e);
    }
  }

  /** As {@link #reload}, for callers that nobody answers to: a failure is logged. */
  public void reloadAndLog() {
    try {
      reload();
    } catch (ConfigException | IOException e) {
      log.atError().setCause(e).log("config not reloaded, the one before stays in force");
    }
  }
}
