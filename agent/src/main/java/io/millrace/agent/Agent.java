package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.delivery.Delivery;
import io.millrace.agent.discovery.DiscoveryLoop;
import io.millrace.agent.discovery.HostName;
import io.millrace.agent.discovery.Job;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.LimitedSink;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.entry.ReadRate;
import io.millrace.agent.input.CursorStore;
import io.millrace.agent.input.InputStatus;
import io.millrace.agent.input.Inputs;
import io.millrace.agent.input.JobInputs;
import io.millrace.agent.pipeline.CustomMetrics;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.agent.position.PositionStore;
import io.millrace.agent.tail.TailMetrics;
import io.millrace.agent.tail.TailStatus;
import io.millrace.agent.tail.Tailer;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.trace.Tracing;
import io.opentelemetry.api.trace.Tracer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads log files and pushes them, from start to stop. Needs nothing but the URLs of its clients,
 * and can run in one process with the server. Its queries are safe for use by any thread.
 */
public final class Agent implements Component {
  /** What is left of the grace period for the last positions to be written. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  private final PrometheusRegistry registry;
  private final AgentClock clock;
  private final @Nullable EntrySink printer;
  private final Tracer tracer;
  private volatile AgentSettings settings;
  private volatile @Nullable Running running;

  /** Everything that is made anew when the settings of all jobs change. */
  private record Running(
      MultiCollector metrics,
      Tailer tailer,
      Inputs inputs,
      DiscoveryLoop discovery,
      Delivery delivery,
      Checkpoints checkpoints) {}

  /** What a reload has come to. */
  public enum Reload {
    /** Both files say the same. */
    UNCHANGED,
    /** Jobs have changed; files of the others stay open. */
    JOBS,
    /** Something has changed that all jobs need: everything was closed and begun again. */
    ALL
  }

  /**
   * An agent that is not started.
   *
   * @param registry gets the agent's metrics at the start; one agent for each registry
   */
  public Agent(AgentSettings settings, PrometheusRegistry registry) {
    this(settings, registry, AgentClock.SYSTEM, null);
  }

  /**
   * An agent with another clock.
   *
   * @param printer gets the entries instead of the clients, and no position is written: a dry run
   */
  public Agent(
      AgentSettings settings,
      PrometheusRegistry registry,
      AgentClock clock,
      @Nullable EntrySink printer) {
    this(settings, registry, clock, printer, Tracing.off());
  }

  /**
   * An agent whose pushes have spans.
   *
   * @param tracing stays the caller's to close
   */
  public Agent(
      AgentSettings settings,
      PrometheusRegistry registry,
      AgentClock clock,
      @Nullable EntrySink printer,
      Tracing tracing) {
    this.tracer = tracing.tracer();
    this.printer = printer;
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public synchronized void start() throws IOException {
    AgentSettings now = settings;
    PrometheusRegistry own = new PrometheusRegistry();
    PositionStore store = PositionStore.open(now.positions().file(), clock.epochMillis());
    LostBytes lost = new LostBytes(own);
    Delivery delivery =
        new Delivery(
            now.clients(),
            now.inflightBytes(),
            now.lineLimit(),
            printer == null ? now.spool() : null,
            BuildInfo.of(Agent.class).version(),
            own,
            lost,
            tracer,
            clock);
    TailMetrics counted = new TailMetrics(own);
    EntrySink sink = limited(printer == null ? delivery : printer, now, counted);
    CustomMetrics custom = new CustomMetrics(clock::nanoTime);
    own.register(custom);
    StageContext stages = new StageContext(clock, counted::dropped, custom);
    Tailer tailer = new Tailer(now.tail(), store, sink, counted, lost, stages);
    new LagMetrics(tailer).register(own);
    DiscoveryLoop discovery =
        new DiscoveryLoop(now.jobs(), now.scanPeriod(), HostName.get(), tailer, clock);
    new TargetMetrics(discovery).register(own);
    Checkpoints checkpoints =
        new Checkpoints(tailer, store, now.positions().syncPeriod(), own, clock);
    Inputs inputs = openInputs(now, sink, stages, own, delivery);
    MultiCollector metrics = own::scrape;
    registry.register(metrics);
    running = new Running(metrics, tailer, inputs, discovery, delivery, checkpoints);
    tailer.start();
    discovery.start();
    if (printer == null) {
      checkpoints.start();
    }
  }

  private EntrySink limited(EntrySink sink, AgentSettings now, TailMetrics counted) {
    ReadRate rate = now.readRate();
    return rate == null ? sink : new LimitedSink(sink, rate, clock, counted::dropped);
  }

  private Inputs openInputs(
      AgentSettings now,
      EntrySink sink,
      StageContext stages,
      PrometheusRegistry own,
      Delivery delivery)
      throws IOException {
    CursorStore cursors =
        printer == null ? CursorStore.open(now.positions().file(), clock.epochMillis()) : null;
    Inputs inputs = new Inputs(sink, stages, own, cursors, now.positions().syncPeriod());
    try {
      inputs.start(jobInputs(now.jobs()));
      return inputs;
    } catch (IOException e) {
      closeUnused(delivery);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening sources", e);
    }
  }

  private static void closeUnused(Delivery delivery) {
    try {
      delivery.close(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<JobInputs> jobInputs(List<Job> jobs) {
    return jobs.stream().map(Job::jobInputs).toList();
  }

  @Override
  public synchronized void stop(Duration grace) throws InterruptedException {
    Running parts = running;
    if (parts == null) {
      // A reload has closed everything and could not begin again.
      return;
    }
    long end = clock.nanoTime() + grace.minus(RESERVE).toNanos();
    parts.discovery.stop();
    parts.tailer.stopReading();
    parts.inputs.stopReading();
    parts.delivery.close(Duration.ofNanos(Math.max(0, end - clock.nanoTime())));
    if (printer == null) {
      parts.checkpoints.stop();
    }
    parts.inputs.close();
    parts.tailer.close();
    registry.unregister(parts.metrics);
    running = null;
  }

  /**
   * Goes on with other settings. Jobs that say the same as before keep their files open; the
   * settings of the HTTP server are not touched.
   *
   * @param grace for the batches on their way when everything has to begin again
   */
  public synchronized Reload reload(AgentSettings next, Duration grace)
      throws IOException, InterruptedException {
    AgentSettings before = settings;
    List<Job> jobs = new ArrayList<>();
    for (Job each : next.jobs()) {
      jobs.add(
          before.jobs().stream()
              .filter(job -> job.definition().equals(each.definition()))
              .findFirst()
              .orElse(each));
    }
    AgentSettings merged = next.withJobs(jobs);
    if (merged.equals(before)) {
      return Reload.UNCHANGED;
    }
    boolean isJobsOnly = merged.equals(before.withServerOf(next).withJobs(jobs));
    if (isJobsOnly) {
      running().discovery.replace(jobs);
      running().inputs.replace(jobInputs(jobs));
      settings = merged;
      return Reload.JOBS;
    }
    stop(grace);
    settings = next;
    start();
    return Reload.ALL;
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

  /** Every source that is no file; empty before the start. */
  public List<InputStatus> inputs() {
    Running parts = running;
    return parts == null ? List.of() : parts.inputs.status();
  }

  /** What keeps jobs from knowing all of their targets, by the job's name. */
  public Map<String, String> discoveryProblems() {
    Running parts = running;
    return parts == null ? Map.of() : parts.discovery.problems();
  }

  /** What each job has found and made of it in the last scan; empty before the start. */
  public List<Job.Target> targets() {
    Running parts = running;
    return parts == null ? List.of() : parts.discovery.targets();
  }

  /** Targets of the last scan that are not read; empty before the start. */
  public List<Job.Dropped> droppedTargets() {
    Running parts = running;
    return parts == null ? List.of() : parts.discovery.dropped();
  }

  /** What makes no progress any more; empty before the start. */
  public Optional<String> stuck() {
    Running parts = running;
    return parts == null ? Optional.empty() : parts.discovery.heartbeat().stuck();
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
