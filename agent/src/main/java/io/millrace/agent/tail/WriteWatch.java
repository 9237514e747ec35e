package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes tails whose files are silent when something happens in their directories, so that they need
 * not look as often. Only directories of silent files are watched: a busy log would make an event
 * with each line. One inotify instance serves all of them; without it, or when the kernel gives no
 * more watches, nothing rests and everything is looked at as before. Safe for use by any thread.
 */
final class WriteWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WriteWatch.class);

  /** Events for files that do not rest; with more of them in a window a directory is left alone. */
  private static final int MAX_NOISE = 200;

  private static final long NOISE_WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long NOISY_NANOS = Duration.ofMinutes(10).toNanos();

  private final AgentClock clock;
  private final Opening opening;
  private final Map<Path, Watched> directories = new HashMap<>();
  private final Map<Path, Long> noisyUntilNanos = new HashMap<>();
  private @Nullable WatchService service;
  private boolean hasFailed;
  private boolean isClosed;

  /** A directory and the tails that rest in it, by the names of their files. */
  private static final class Watched {
    final WatchKey key;
    final Map<Path, Tail> resting = new HashMap<>();
    long noise;
    long windowNanos;

    Watched(WatchKey key, long now) {
      this.key = key;
      this.windowNanos = now;
    }
  }

  /** Where the watches come from; the kernel may have none left. */
  @FunctionalInterface
  interface Opening {
    WatchService open() throws IOException;
  }

  WriteWatch(AgentClock clock) {
    this(clock, () -> FileSystems.getDefault().newWatchService());
  }

  WriteWatch(AgentClock clock, Opening opening) {
    this.clock = clock;
    this.opening = opening;
  }

  /**
   * Wakes the tail, once, when something happens to its file or its directory's entries.
   *
   * @param file where its file really lies, links resolved
   * @return false when that cannot be told; a tail that rests already stays so
   */
  synchronized boolean rest(Tail tail, Path file) {
    Path directory = file.getParent();
    Path name = file.getFileName();
    if (directory == null || name == null || isNoisy(directory)) {
      return false;
    }
    try {
      Tail other = watched(directory).resting.putIfAbsent(name, tail);
      return other == null || other.equals(tail);
    } catch (IOException | ClosedWatchServiceException e) {
      if (!hasFailed) {
        hasFailed = true;
        log.atWarn()
            .addKeyValue("directory", directory)
            .log("silent files are not watched, but looked at: " + e);
      }
      return false;
    }
  }

  private Watched watched(Path directory) throws IOException {
    Watched known = directories.get(directory);
    if (known != null && known.key.isValid()) {
      return known;
    }
    WatchKey key =
        directory.register(
            service(),
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);
    Watched added = new Watched(key, clock.nanoTime());
    if (known != null) {
      // The directory was deleted and made again.
      added.resting.putAll(known.resting);
    }
    directories.put(directory, added);
    return added;
  }

  private WatchService service() throws IOException {
    WatchService open = service;
    if (open == null) {
      if (isClosed) {
        throw new ClosedWatchServiceException();
      }
      open = opening.open();
      service = open;
      WatchService from = open;
      Thread.ofPlatform().daemon().name("writes").start(() -> run(from));
    }
    return open;
  }

  private boolean isNoisy(Path directory) {
    Long until = noisyUntilNanos.get(directory);
    return until != null && clock.nanoTime() - until < 0;
  }

  /** The tail does not rest any more. */
  synchronized void rise(Tail tail, Path file) {
    Path directory = file.getParent();
    if (directory == null) {
      return;
    }
    Watched watched = directories.get(directory);
    if (watched != null && watched.resting.remove(file.getFileName(), tail)) {
      dropUnused(directory, watched);
    }
  }

  private void dropUnused(Path directory, Watched watched) {
    if (watched.resting.isEmpty()) {
      watched.key.cancel();
      directories.remove(directory);
    }
  }

  private void run(WatchService from) {
    try {
      while (true) {
        WatchKey key = from.take();
        List<WatchEvent<?>> events = key.pollEvents();
        key.reset();
        if (key.watchable() instanceof Path directory) {
          woken(directory, events).forEach(Tail::wake);
        }
      }
    } catch (ClosedWatchServiceException ignored) {
      // The agent stops.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Tail> woken(Path directory, List<WatchEvent<?>> events) {
    Watched watched = directories.get(directory);
    if (watched == null) {
      return List.of();
    }
    List<Tail> woken = new ArrayList<>();
    boolean isOther = !watched.key.isValid();
    for (WatchEvent<?> event : events) {
      if (!event.kind().equals(StandardWatchEventKinds.ENTRY_MODIFY)) {
        // A rotation, or so many events that some are lost.
        isOther = true;
        continue;
      }
      Tail tail = event.context() instanceof Path name ? watched.resting.remove(name) : null;
      if (tail == null) {
        watched.noise += event.count();
      } else {
        woken.add(tail);
      }
    }
    if (isOther || isTooNoisy(directory, watched)) {
      woken.addAll(watched.resting.values());
      watched.resting.clear();
    }
    dropUnused(directory, watched);
    return woken;
  }

  private boolean isTooNoisy(Path directory, Watched watched) {
    long now = clock.nanoTime();
    if (now - watched.windowNanos >= NOISE_WINDOW_NANOS) {
      watched.windowNanos = now;
      watched.noise = 0;
    }
    if (watched.noise < MAX_NOISE) {
      return false;
    }
    for (Iterator<Long> each = noisyUntilNanos.values().iterator(); each.hasNext(); ) {
      if (now - each.next() >= 0) {
        each.remove();
      }
    }
    noisyUntilNanos.put(directory, now + NOISY_NANOS);
    return true;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    WatchService open = service;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.atWarn().setCause(e).log("watch not closed");
      }
    }
  }
}
