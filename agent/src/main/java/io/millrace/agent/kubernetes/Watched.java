package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.millrace.agent.entry.AgentClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind, listed and watched: of each only what is made of it is kept. The watch
 * is taken up again after every failure, for as long as it is open. Safe for use by any thread.
 *
 * @param <T> the kind of object
 * @param <P> what is kept of one
 */
final class Watched<T extends HasMetadata, P> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watched.class);

  /** How long an object is remembered that was deleted: its last lines are read with its labels. */
  private static final Duration MEMORY = Duration.ofSeconds(60);

  private final String what;
  private final Informable<T> source;
  private final Function<T, P> projection;
  private final Runnable changed;
  private final AgentClock clock;
  private final Map<String, Seen<P>> objects = new ConcurrentHashMap<>();
  private @Nullable SharedIndexInformer<T> informer;
  private volatile String problem = "not asked yet";

  /**
   * An object.
   *
   * @param deletedNanos when it went, by the clock; null while it is there
   */
  private record Seen<P>(P kept, @Nullable Long deletedNanos) {}

  Watched(
      String what,
      Informable<T> source,
      Function<T, P> projection,
      Runnable changed,
      AgentClock clock) {
    this.what = what;
    this.source = source;
    this.projection = projection;
    this.changed = changed;
    this.clock = clock;
  }

  /** Begins to watch, or begins again when the watch has ended; does not wait for an answer. */
  synchronized void keepOpen() {
    SharedIndexInformer<T> last = informer;
    if (last != null && !last.stopped().toCompletableFuture().isDone()) {
      return;
    }
    if (last != null) {
      log.atWarn().addKeyValue("kind", what).log("the watch has ended by itself, beginning again");
    }
    SharedIndexInformer<T> next = source.runnableInformer(0);
    next.exceptionHandler((_, failure) -> failed(failure));
    next.addEventHandler(new Handler());
    informer = next;
    next.start();
  }

  private boolean failed(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (!reason.equals(problem)) {
      problem = reason;
      log.atWarn().addKeyValue("kind", what).log("API server: " + reason + "; trying again");
    }
    return true;
  }

  /** Why nothing is known yet or anew; empty when the last list was answered. */
  String problem() {
    return problem;
  }

  /** What is kept of everything that is there or was until lately. */
  List<P> all() {
    long now = clock.nanoTime();
    objects
        .values()
        .removeIf(
            seen -> {
              Long deleted = seen.deletedNanos();
              return deleted != null && now - deleted > MEMORY.toNanos();
            });
    List<P> all = new ArrayList<>();
    objects.values().forEach(seen -> all.add(seen.kept()));
    return all;
  }

  /** Takes what the API server tells. */
  private final class Handler implements ResourceEventHandler<T> {
    @Override
    public void onList(String resourceVersion, boolean isRemaining) {
      problem = "";
      changed.run();
    }

    @Override
    public void onAdd(T object) {
      objects.put(key(object), new Seen<>(projection.apply(object), null));
      changed.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      // A list after a cut watch tells of a pod that came again as of the same one.
      if (!key(before).equals(key(after))) {
        objects.put(key(before), new Seen<>(projection.apply(before), clock.nanoTime()));
      }
      onAdd(after);
    }

    @Override
    public void onDelete(T object, boolean isLastStateUnknown) {
      objects.put(key(object), new Seen<>(projection.apply(object), clock.nanoTime()));
      changed.run();
    }
  }

  /** A pod that comes again under the same name is another one. */
  private static String key(HasMetadata object) {
    return object.getMetadata().getUid() + "/" + object.getMetadata().getName();
  }

  @Override
  public synchronized void close() {
    SharedIndexInformer<T> last = informer;
    if (last != null) {
      last.stop();
    }
  }
}
