package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.delivery.Delivery;
import io.millrace.agent.discovery.DiscoveryLoop;
import io.millrace.agent.discovery.HostName;
import io.millrace.agent.discovery.Job;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.position.PositionStore;
import io.millrace.agent.tail.TailMetrics;
import io.millrace.agent.tail.TailStatus;
import io.millrace.agent.tail.Tailer;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.lifecycle.Component;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads log files and pushes them, from start to stop. Needs nothing but the URLs of its clients,
 * and can run in one process with the server. Its queries are safe for use by any thread.
 */
public final class Agent implements Component {
  /** What is left of the grace period for the last positions to be written. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  private final AgentSettings settings;
  private final PrometheusRegistry registry;
  private final AgentClock clock;
  private volatile @Nullable Running running;

  private record Running(
      Tailer tailer, DiscoveryLoop discovery, Delivery delivery, Checkpoints checkpoints) {}

  /**
   * An agent that is not started.
   *
   * @param registry gets the agent's metrics at the start; one agent for each registry
   */
  public Agent(AgentSettings settings, PrometheusRegistry registry) {
    this(settings, registry, AgentClock.SYSTEM);
  }

  /** An agent with another clock. */
  public Agent(AgentSettings settings, PrometheusRegistry registry, AgentClock clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public void start() throws IOException {
    PositionStore store = PositionStore.open(settings.positions().file(), clock.epochMillis());
    Delivery delivery =
        new Delivery(
            settings.clients(),
            settings.inflightBytes(),
            settings.lineLimit(),
            BuildInfo.of(Agent.class).version(),
            registry,
            clock);
    Tailer tailer = new Tailer(settings.tail(), store, delivery, new TailMetrics(registry), clock);
    new LagMetrics(tailer).register(registry);
    DiscoveryLoop discovery =
        new DiscoveryLoop(settings.jobs(), settings.scanPeriod(), HostName.get(), tailer, clock);
    Checkpoints checkpoints =
        new Checkpoints(tailer, store, settings.positions().syncPeriod(), registry, clock);
    running = new Running(tailer, discovery, delivery, checkpoints);
    tailer.start();
    discovery.start();
    checkpoints.start();
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    Running parts = running();
    long end = clock.nanoTime() + grace.minus(RESERVE).toNanos();
    parts.discovery.stop();
    parts.tailer.stopReading();
    parts.delivery.close(Duration.ofNanos(Math.max(0, end - clock.nanoTime())));
    parts.checkpoints.stop();
    parts.tailer.close();
  }

  private Running running() {
    Running parts = running;
    if (parts == null) {
      throw new IllegalStateException("the agent is not started");
    }
    return parts;
  }

  /** Every file that was found, and why it is read or not; empty before the start. */
  public List<TailStatus> files() {
    Running parts = running;
    return parts == null ? List.of() : parts.tailer.status();
  }

  /** Targets of the last scan that are not read; empty before the start. */
  public List<Job.Dropped> droppedTargets() {
    Running parts = running;
    return parts == null ? List.of() : parts.discovery.dropped();
  }

  /** Why it is not ready; empty once the first scan has ended, whether or not files were found. */
  public Optional<String> notReadyReason() {
    Running parts = running;
    if (parts == null) {
      return Optional.of("Agent not ready: not started");
    }
    return parts.discovery.scans() == 0
        ? Optional.of("Agent not ready: looking for files")
        : Optional.empty();
  }
}
