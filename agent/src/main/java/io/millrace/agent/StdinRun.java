package io.millrace.agent;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.delivery.Delivery;
import io.millrace.agent.discovery.HostName;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.pipeline.CustomMetrics;
import io.millrace.agent.pipeline.Pipeline;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.pipeline.StageContext;
import io.millrace.labels.Labels;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code --stdin}: the lines of a stream through the stages of the first job, to the clients. No
 * position is kept; the end of the stream is the end of the run.
 */
public final class StdinRun {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final AgentSettings settings;
  private final AgentClock clock = AgentClock.SYSTEM;
  private @Nullable Gate gate;

  public StdinRun(AgentSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads to the end of the stream.
   *
   * @param printer gets the entries instead of the clients when it is given
   * @return whether everything was acknowledged
   */
  public boolean run(InputStream in, @Nullable EntrySink printer)
      throws IOException, InterruptedException {
    PrometheusRegistry registry = new PrometheusRegistry();
    if (printer != null) {
      read(in, printer);
      return true;
    }
    Delivery delivery =
        new Delivery(
            settings.clients(),
            settings.inflightBytes(),
            settings.lineLimit(),
            null,
            BuildInfo.of(StdinRun.class).version(),
            registry,
            new LostBytes(registry),
            Tracing.off().tracer(),
            clock);
    read(in, delivery);
    return delivery.close(GRACE);
  }

  private void read(InputStream in, EntrySink sink) throws IOException, InterruptedException {
    boolean hasJob = !settings.jobs().isEmpty();
    PipelineSpec stages = hasJob ? settings.jobs().getFirst().pipeline() : PipelineSpec.EMPTY;
    Charset charset =
        hasJob ? settings.jobs().getFirst().encoding().charset() : StandardCharsets.UTF_8;
    StageContext context = new StageContext(clock, _ -> {}, new CustomMetrics(clock::nanoTime));
    Pipeline pipeline = stages.create(entry -> gate = sink.accept(entry), context);
    Labels labels = Labels.of("job", "stdin", "hostname", HostName.get());
    LogEntry entry = new LogEntry();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, charset))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        pipeline.accept(entry.begin(clock.epochNanos(), labels, bytes, 0, bytes.length));
        pipeline.tick(clock.nanoTime());
        awaitRoom();
      }
    }
    pipeline.end();
  }

  private void awaitRoom() throws InterruptedException {
    Gate full = gate;
    while (full != null && !full.hasRoom()) {
      Thread.sleep(POLL);
    }
    gate = null;
  }
}
