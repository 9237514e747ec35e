package io.millrace.agent.docker;

import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an engine for its containers, and has a follower for each that runs. */
final class DockerEngine implements RunningInput {
  private static final Logger log = LoggerFactory.getLogger(DockerEngine.class);
  private static final int MAX_ENDED = 10_000;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final DockerSource source;
  private final InputContext context;
  private final EngineApi api;
  private final DockerMetrics metrics;
  private final Map<String, ContainerFollower> followers = new LinkedHashMap<>();

  /** How far logs were read that have ended: their containers may be started again. */
  private final Map<String, Long> readNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_ENDED;
        }
      };

  private final Thread thread;
  private volatile boolean isStopped;
  private volatile @Nullable String problem;

  private DockerEngine(DockerSource source, InputContext context) {
    this.source = source;
    this.context = context;
    this.api = new EngineApi(source);
    this.metrics = new DockerMetrics(context.counters());
    this.thread = Thread.ofVirtual().name("docker").unstarted(this::run);
  }

  static DockerEngine start(DockerSource source, InputContext context) {
    DockerEngine engine = new DockerEngine(source, context);
    engine.thread.start();
    return engine;
  }

  @Override
  public String place() {
    return source.host().toString();
  }

  @Override
  public @Nullable String problem() {
    String own = problem;
    if (own != null) {
      return own;
    }
    synchronized (followers) {
      return followers.values().stream()
          .map(ContainerFollower::problem)
          .filter(each -> each != null)
          .findFirst()
          .orElse(null);
    }
  }

  private void run() {
    try {
      while (!isStopped) {
        boolean isWell = refresh();
        boolean isQuick = !isWell && RETRY.compareTo(source.refreshInterval()) < 0;
        Thread.sleep(isQuick ? RETRY : source.refreshInterval());
      }
    } catch (InterruptedException ignored) {
      // Stopped.
    }
  }

  private boolean refresh() {
    try {
      follow(new Containers(source, api.containers(), api.networks()).labels());
      problem = null;
      return true;
    } catch (IOException e) {
      String reason = "cannot ask " + source.host() + ": " + e.getMessage();
      if (!reason.equals(problem) && !isStopped) {
        log.atWarn().addKeyValue("job", context.job()).log(reason);
      }
      problem = reason;
      return false;
    }
  }

  /** Those that are not listed any more end by themselves, with the last of their lines. */
  private void follow(Map<String, Labels> containers) {
    synchronized (followers) {
      followers
          .entrySet()
          .removeIf(
              each -> {
                if (each.getValue().isAlive()) {
                  return false;
                }
                readNanos.put(each.getKey(), each.getValue().lastNanos());
                return true;
              });
      containers.forEach(
          (id, labels) -> {
            if (!isStopped && !followers.containsKey(id)) {
              ContainerFollower added =
                  new ContainerFollower(
                      id, labels, readNanos.getOrDefault(id, 0L), source, api, context, metrics);
              followers.put(id, added);
              added.start();
            }
          });
    }
  }

  @Override
  public void stop() throws InterruptedException {
    isStopped = true;
    thread.interrupt();
    thread.join();
    synchronized (followers) {
      for (ContainerFollower each : followers.values()) {
        each.stop();
      }
    }
  }
}
