package io.millrace.service.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one process. {@link #run} belongs to its main thread; the rest is thread-safe. */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** What the shutdown hook waits beyond the grace period before it ends the JVM regardless. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final List<Component> components;
  private final Duration grace;
  private final Map<String, State> states = new LinkedHashMap<>();
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * A life that has not begun.
   *
   * @param components in the order of their start; names are unique
   * @param grace for all of them together to stop
   */
  public Lifecycle(List<Component> components, Duration grace) {
    this.components = List.copyOf(components);
    this.grace = grace;
    for (Component component : components) {
      if (states.put(component.name(), State.NEW) != null) {
        throw new IllegalArgumentException("two components named " + component.name());
      }
    }
  }

  /**
   * Starts everything, waits for SIGTERM, SIGINT or {@link #requestStop}, stops everything.
   *
   * <p>After a signal the JVM exits with status 0 once all is stopped; otherwise this returns. A
   * program that uses this does not call {@link System#exit} while it runs.
   *
   * @throws StartException when a component cannot start
   */
  public void run() throws StartException {
    Thread hook = new Thread(this::onSignal, "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      start();
      stopRequested.await();
      stop();
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
      removeHook(hook);
    }
  }

  /** Starts everything, or nothing. */
  public void start() throws StartException {
    for (Component component : components) {
      if (stopRequested.getCount() == 0) {
        return;
      }
      set(component, State.STARTING);
      try {
        component.start();
      } catch (Exception | LinkageError e) {
        // A native library that does not load is a LinkageError, and news for the operator too.
        set(component, State.FAILED);
        stop();
        throw new StartException(component.name(), e);
      }
      set(component, State.RUNNING);
    }
  }

  /** Asks {@link #run} to stop everything and return. */
  public void requestStop() {
    stopRequested.countDown();
  }

  /** Stops what runs, the last started first; a component that fails does not keep the others. */
  public void stop() {
    requestStop();
    long end = System.nanoTime() + grace.toNanos();
    for (Component component : components.reversed()) {
      if (states().get(component.name()) != State.RUNNING) {
        continue;
      }
      set(component, State.STOPPING);
      try {
        component.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        set(component, State.TERMINATED);
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        set(component, State.FAILED);
        log.atError().addKeyValue("component", component.name()).setCause(e).log("cannot stop");
      }
    }
  }

  /** Whether a stop has been asked for. */
  public boolean isStopping() {
    return stopRequested.getCount() == 0;
  }

  /** The state of each component, in the order of their start. */
  public Map<String, State> states() {
    synchronized (states) {
      return new LinkedHashMap<>(states);
    }
  }

  /** Why the process is not ready to serve, in Loki's words; empty when every component runs. */
  public Optional<String> notReadyReason() {
    if (isStopping()) {
      return Optional.of("Application is stopping");
    }
    Map<State, Long> counts =
        states().values().stream()
            .collect(Collectors.groupingBy(state -> state, Collectors.counting()));
    if (counts.keySet().stream().allMatch(state -> state == State.RUNNING)) {
      return Optional.empty();
    }
    StringBuilder reason = new StringBuilder("Some services are not Running:");
    for (State state : State.values()) {
      Long count = counts.get(state);
      if (count != null) {
        reason.append('\n').append(state).append(": ").append(count);
      }
    }
    return Optional.of(reason.toString());
  }

  private void onSignal() {
    requestStop();
    try {
      if (!stopped.await(grace.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS)) {
        log.atError().addKeyValue("states", states()).log("not stopped in time, ending anyway");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Only this makes the exit status 0 after a signal: the JVM's own would be 143.
    Runtime.getRuntime().halt(0);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.atDebug().setCause(e).log("the JVM is shutting down, its hook ends it");
    }
  }

  private void set(Component component, State state) {
    synchronized (states) {
      states.put(component.name(), state);
    }
    log.atDebug().addKeyValue("component", component.name()).log(state.toString());
  }
}
