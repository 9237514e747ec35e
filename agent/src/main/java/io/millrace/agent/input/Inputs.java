package io.millrace.agent.input;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.pipeline.StageContext;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sources that are no files. Safe for use by any thread. */
public final class Inputs {
  private static final Logger log = LoggerFactory.getLogger(Inputs.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private final EntrySink sink;
  private final StageContext stages;
  private final SharedCounters counters;
  private final @Nullable CursorStore cursors;
  private final Duration savePeriod;
  private final Feeds feeds;
  private final Map<Key, RunningInput> running = new LinkedHashMap<>();
  private final Map<Key, String> failed = new LinkedHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread ticker;

  private record Key(JobInputs job, InputSource source) {}

  /**
   * No sources.
   *
   * @param cursors null when nothing is to be stored
   * @param savePeriod from one look at the acknowledged cursors to the next
   */
  public Inputs(
      EntrySink sink,
      StageContext stages,
      PrometheusRegistry registry,
      @Nullable CursorStore cursors,
      Duration savePeriod) {
    this.sink = sink;
    this.stages = stages;
    this.counters = new SharedCounters(registry);
    this.cursors = cursors;
    this.savePeriod = savePeriod;
    this.feeds = new Feeds(cursors);
    this.ticker = Thread.ofPlatform().name("inputs").unstarted(this::run);
    GaugeWithCallback.builder()
        .name("millrace_agent_inputs")
        .help("Sources that are no files, by kind and whether they are read.")
        .labelNames("kind", "state")
        .callback(this::report)
        .register(registry);
  }

  /**
   * Opens the sources of all jobs.
   *
   * @throws IOException when one cannot be opened; then none is open
   */
  public synchronized void start(List<JobInputs> jobs) throws IOException, InterruptedException {
    try {
      for (Key each : keys(jobs)) {
        running.put(each, open(each));
      }
    } catch (IOException | RuntimeException e) {
      stopAll(List.copyOf(running.keySet()));
      throw e;
    }
    startTicker();
  }

  /** Only for sources that there are. */
  private void startTicker() {
    boolean isNeeded = !running.isEmpty() || !failed.isEmpty();
    if (isNeeded && stopped.getCount() > 0 && ticker.getState() == Thread.State.NEW) {
      ticker.start();
    }
  }

  /** Goes on with other jobs. Those that are equal to one before are not touched. */
  public synchronized void replace(List<JobInputs> jobs) throws InterruptedException {
    List<Key> wanted = keys(jobs);
    // First those that go: another may want their port.
    stopAll(running.keySet().stream().filter(key -> !wanted.contains(key)).toList());
    failed.clear();
    for (Key each : wanted) {
      if (!running.containsKey(each)) {
        tryToOpen(each);
      }
    }
    startTicker();
  }

  private void tryToOpen(Key key) {
    try {
      running.put(key, open(key));
      failed.remove(key);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(failed.put(key, reason))) {
        log.atError()
            .addKeyValue("job", key.job.job())
            .log("source not opened, tried again: " + reason);
      }
    }
  }

  private static List<Key> keys(List<JobInputs> jobs) {
    List<Key> keys = new ArrayList<>();
    for (JobInputs job : jobs) {
      job.sources().forEach(source -> keys.add(new Key(job, source)));
    }
    return keys;
  }

  private RunningInput open(Key key) throws IOException {
    InputContext context = new InputContext(key.job, sink, stages, feeds, counters, cursors);
    RunningInput opened = key.source.open(context);
    log.atInfo()
        .addKeyValue("job", key.job.job())
        .addKeyValue("kind", key.source.kind())
        .addKeyValue("place", opened.place())
        .log("source opened");
    return opened;
  }

  private void stopAll(List<Key> keys) throws InterruptedException {
    for (Key each : keys) {
      RunningInput input = running.remove(each);
      if (input != null) {
        input.stop();
      }
    }
  }

  private void run() {
    AgentClock clock = stages.clock();
    long savedNanos = clock.nanoTime();
    try {
      while (!stopped.await(TICK.toNanos(), TimeUnit.NANOSECONDS)) {
        feeds.tick();
        if (clock.nanoTime() - savedNanos >= savePeriod.toNanos()) {
          savedNanos = clock.nanoTime();
          feeds.save(clock.epochMillis());
          retry();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void retry() {
    if (stopped.getCount() > 0) {
      List.copyOf(failed.keySet()).forEach(this::tryToOpen);
    }
  }

  /** Every source. */
  public synchronized List<InputStatus> status() {
    List<InputStatus> all = new ArrayList<>();
    running.forEach(
        (key, input) ->
            all.add(
                new InputStatus(key.job.job(), key.source.kind(), input.place(), input.problem())));
    failed.forEach(
        (key, reason) -> all.add(new InputStatus(key.job.job(), key.source.kind(), "", reason)));
    return all;
  }

  private void report(GaugeWithCallback.Callback gauge) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (InputStatus each : status()) {
      counts.merge(
          List.of(each.kind(), each.problem() == null ? "reading" : "failed"), 1, Integer::sum);
    }
    counts.forEach((labels, count) -> gauge.call(count, labels.get(0), labels.get(1)));
  }

  /** Stops reading; what was read goes its way. */
  public void stopReading() throws InterruptedException {
    stopped.countDown();
    if (ticker.isAlive()) {
      ticker.join();
    }
    synchronized (this) {
      stopAll(List.copyOf(running.keySet()));
    }
  }

  /** Stores a last time what is acknowledged. */
  public void close() {
    feeds.save(stages.clock().epochMillis());
  }
}
