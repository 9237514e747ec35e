package io.millrace.querier.ruler;

import io.millrace.querier.ruler.group.EvaluationMetrics;
import io.millrace.querier.ruler.group.GroupRunner;
import io.millrace.querier.ruler.group.RuleQuery;
import io.millrace.querier.ruler.group.Sinks;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.notify.Notifier;
import io.millrace.querier.ruler.remotewrite.RemoteWriter;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.storage.GroupStates;
import io.millrace.querier.ruler.storage.RuleFiles;
import io.millrace.querier.ruler.storage.StoredRules;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ruler of a process: its parts, its clock, its threads. */
public final class RulerService {
  private static final Logger LOG = LoggerFactory.getLogger(RulerService.class);

  /** Evaluations at a time; each uses all cores where that helps it. */
  private static final int EVALUATIONS = 4;

  private static final Duration TICK = Duration.ofMillis(250);

  private final RuleBook book;
  private final Ruler ruler;
  private final Notifier notifier;
  private final RemoteWriter writer;
  private final InstantSource clock;
  private final Predicate<String> mayWrite;
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          EVALUATIONS, Thread.ofVirtual().name("ruler-evaluation-", 0).factory());
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * A ruler that does not run yet.
   *
   * @param mayRun whether this process is the one that evaluates; asked again and again
   * @param mayWrite whether what a tenant's rules record leaves by remote write
   * @throws IOException when a certificate can't be used
   */
  public RulerService(
      RulerSettings settings,
      ObjectStore objects,
      RuleQuery query,
      PrometheusRegistry registry,
      InstantSource clock,
      BooleanSupplier mayRun,
      Predicate<String> mayWrite)
      throws IOException {
    this.clock = clock;
    this.mayWrite = mayWrite;
    this.book = new RuleBook(new StoredRules(objects), new RuleFiles(settings.directory()));
    this.notifier =
        new Notifier(settings.notifier(), DeliveryMetrics.ofNotifications(registry)::of);
    this.writer =
        new RemoteWriter(settings.remoteWrite(), DeliveryMetrics.ofRemoteWrite(registry)::of);
    GroupRunner.Parts parts =
        new GroupRunner.Parts(
            query,
            new GroupStates(objects),
            sinks(),
            settings.evaluation(),
            new EvaluationMetrics(registry));
    this.ruler = new Ruler(settings, book, parts, mayRun, executor);
    GaugeWithCallback.builder()
        .name("loki_prometheus_notifications_queue_length")
        .help("Notifications that wait.")
        .callback(callback -> callback.call(notifier.waiting()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("loki_ruler_wal_prometheus_remote_storage_samples_pending")
        .help("Recorded samples that wait.")
        .callback(callback -> callback.call(writer.waiting()))
        .register(registry);
  }

  private Sinks sinks() {
    return new Sinks() {
      @Override
      public void notify(String tenant, List<Notification> notifications) {
        notifier.send(tenant, notifications);
      }

      @Override
      public void write(String tenant, List<WriteSample> samples) {
        if (mayWrite.test(tenant)) {
          writer.write(tenant, samples);
        }
      }
    };
  }

  public RuleBook book() {
    return book;
  }

  public Ruler ruler() {
    return ruler;
  }

  /** Begins to evaluate. */
  public synchronized void start() {
    thread = Thread.ofVirtual().name("ruler").start(this::run);
  }

  private void run() {
    try {
      do {
        tick();
      } while (!stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      ruler.tick(clock.millis());
    } catch (RuntimeException e) {
      LOG.error("the ruler failed; it goes on", e);
    }
  }

  /** Ends after the evaluations that are under way, and sends what waits if there is time. */
  public synchronized void stop(Duration grace) throws InterruptedException {
    stopped.countDown();
    if (thread != null) {
      thread.join();
    }
    executor.shutdown();
    if (!executor.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
    notifier.close(grace.dividedBy(2));
    writer.close(grace.dividedBy(2));
  }
}
