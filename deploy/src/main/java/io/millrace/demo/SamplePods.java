package io.millrace.demo;

import io.millrace.service.lifecycle.Component;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A handful of pods that log a few lines a second each, until they are stopped. */
public final class SamplePods implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(SamplePods.class);
  private static final long PAUSE_MILLIS = 200;

  /** Lines that are there before anything runs, so that a first query finds some. */
  private static final int HISTORY = 50;

  private final Path pods;
  private final Path containers;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * Pods below a directory.
   *
   * @param root gets {@code pods}, as {@code /var/log/pods}, and {@code containers}, as {@code
   *     /var/lib/docker/containers}
   */
  public SamplePods(Path root, InstantSource clock) {
    this.pods = root.resolve("pods");
    this.containers = root.resolve("containers");
    this.clock = clock;
  }

  /** Where the pods' directories lie. */
  public Path directory() {
    return pods;
  }

  @Override
  public String name() {
    return "sample-pods";
  }

  @Override
  public void start() throws IOException {
    List<SampleContainer> running = new ArrayList<>();
    for (SampleApp app : SampleApp.values()) {
      Random random = new Random();
      running.add(
          app == SampleApp.CART
              ? SampleContainer.docker(app, pods, containers, random)
              : SampleContainer.containerd(app, pods, random));
    }
    for (int i = 0; i < HISTORY; i++) {
      for (SampleContainer container : running) {
        container.log(clock.instant().minusSeconds(HISTORY - (long) i));
      }
    }
    thread = Thread.ofVirtual().name("sample-pods").start(() -> run(running));
  }

  private void run(List<SampleContainer> running) {
    try {
      while (!stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        for (SampleContainer container : running) {
          container.log(clock.instant());
        }
      }
    } catch (IOException e) {
      LOG.error("the sample pods can't log any more", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    stopped.countDown();
    Thread running = thread;
    if (running != null) {
      running.join(grace);
    }
  }
}
