package io.millrace.agent;

import static org.awaitility.Awaitility.await;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.tail.TailOptions;
import io.millrace.agent.tail.TailStatus;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts agents with quick polling, as a config file would. */
final class TestAgent implements AutoCloseable {
  private final Agent agent;
  private final PrometheusRegistry registry = new PrometheusRegistry();

  private TestAgent(AgentSettings settings, @Nullable EntrySink printer) {
    agent = new Agent(settings, registry, AgentClock.SYSTEM, printer);
  }

  static TestAgent dryRun(AgentSettings settings, EntrySink printer) throws Exception {
    TestAgent test = new TestAgent(settings, printer);
    test.agent.start();
    return test;
  }

  static TestAgent start(String yaml) throws Exception {
    TestAgent test = new TestAgent(settings(yaml), null);
    test.agent.start();
    return test;
  }

  static TestAgent start(AgentSettings read, TailOptions tail) throws Exception {
    TestAgent test = new TestAgent(with(read, tail), null);
    test.agent.start();
    return test;
  }

  static AgentSettings settings(String yaml) throws ConfigException {
    AgentSettings read =
        ConfigFile.parse("test.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from)
            .config();
    return with(read, read.tail().withRotation(Duration.ofMillis(100), Duration.ofMillis(400)));
  }

  static AgentSettings with(AgentSettings read, TailOptions tail) {
    return new AgentSettings(
        read.server(),
        read.isServerDisabled(),
        read.isReloadable(),
        read.isTraced(),
        read.clients(),
        read.positions(),
        read.jobs(),
        tail,
        read.lineLimit(),
        read.readRate(),
        read.inflightBytes(),
        read.spool(),
        read.scanPeriod());
  }

  /** A config with one client and one job for {@code glob}. */
  static String yaml(Path directory, String url, String glob, String stages) {
    return """
    clients:
      - url: %s
        batchwait: 20ms
        backoff_config: {min_period: 10ms, max_period: 50ms}
    positions:
      filename: %s
      sync_period: 20ms
    global:
      file_watch_config: {min_poll_frequency: 10ms, max_poll_frequency: 20ms}
    target_config: {sync_period: 100ms}
    scrape_configs:
      - job_name: test
        pipeline_stages: %s
        static_configs:
          - labels: {job: test, __path__: "%s"}
    """
        .formatted(url, directory.resolve("state/positions.yaml"), stages, glob);
  }

  Agent agent() {
    return agent;
  }

  /** The first file, as soon as it is found. */
  TailStatus file() {
    return await()
        .until(() -> agent.files().stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Stops without a chance to send what is left, as a kill would. */
  void kill() throws InterruptedException {
    agent.stop(Duration.ZERO);
  }

  @Override
  public void close() {
    try {
      agent.stop(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
