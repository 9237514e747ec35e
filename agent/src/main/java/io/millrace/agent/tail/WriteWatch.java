package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
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
  private final Map<WatchKey, Watched> byKey = new HashMap<>();
  private final Map<Path, Long> noisyUntilNanos = new HashMap<>();
  private @Nullable WatchService service;
  private boolean hasFailed;
  private boolean isClosed;

  /** A directory, and who wakes the tails that rest in it, by the names of their files. */
  private static final class Watched {
    final WatchKey key;
    final Object identity;
    final Map<Path, Runnable> resting = new HashMap<>();

    /** Where it lies; a directory that is mounted twice has one watch. */
    final List<Path> paths = new ArrayList<>();

    long noise;
    long windowNanos;

    Watched(WatchKey key, Object identity, long now) {
      this.key = key;
      this.identity = identity;
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
   * Calls {@code waker}, once, when something happens to a file or to its directory's entries.
   *
   * @param waker the same for the same tail; must not wait
   * @param file where it really lies, links resolved
   * @return false when that cannot be told; what rests already stays so
   */
  synchronized boolean rest(Runnable waker, Path file) {
    Path directory = file.getParent();
    Path name = file.getFileName();
    if (directory == null || name == null || isNoisy(directory)) {
      return false;
    }
    try {
      Runnable other = watched(directory).resting.putIfAbsent(name, waker);
      return other == null || other.equals(waker);
    } catch (NoSuchFileException ignored) {
      // The directory has just gone with its files; the next look tells.
      return false;
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
    // Before the watch begins: when another one comes between the two, the next call tells.
    Object identity = FileStat.of(directory).key();
    Watched known = directories.get(directory);
    if (known != null) {
      if (known.key.isValid() && known.identity.equals(identity)) {
        return known;
      }
      // Deleted or moved away and made again: nobody tells those who rest what happens here now.
      known.resting.values().forEach(Runnable::run);
      drop(known);
    }
    WatchKey key =
        directory.register(
            service(),
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);
    Watched watched = byKey.computeIfAbsent(key, _ -> new Watched(key, identity, clock.nanoTime()));
    watched.paths.add(directory);
    directories.put(directory, watched);
    return watched;
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

  /** It does not rest any more. */
  synchronized void rise(Runnable waker, Path file) {
    Path directory = file.getParent();
    if (directory == null) {
      return;
    }
    Watched watched = directories.get(directory);
    if (watched != null
        && watched.resting.remove(file.getFileName(), waker)
        && watched.resting.isEmpty()) {
      drop(watched);
    }
  }

  private void drop(Watched watched) {
    watched.key.cancel();
    byKey.remove(watched.key);
    watched.paths.forEach(directories::remove);
  }

  private void run(WatchService from) {
    try {
      while (true) {
        WatchKey key = from.take();
        List<WatchEvent<?>> events = key.pollEvents();
        key.reset();
        woken(key, events).forEach(Runnable::run);
      }
    } catch (ClosedWatchServiceException ignored) {
      // The agent stops.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Runnable> woken(WatchKey key, List<WatchEvent<?>> events) {
    Watched watched = byKey.get(key);
    if (watched == null) {
      return List.of();
    }
    List<Runnable> woken = new ArrayList<>();
    boolean isOther = !watched.key.isValid();
    for (WatchEvent<?> event : events) {
      if (!event.kind().equals(StandardWatchEventKinds.ENTRY_MODIFY)) {
        // A rotation, or so many events that some are lost.
        isOther = true;
        continue;
      }
      Runnable waker = event.context() instanceof Path name ? watched.resting.remove(name) : null;
      if (waker == null) {
        watched.noise += event.count();
      } else {
        woken.add(waker);
      }
    }
    if (isOther || isTooNoisy(watched)) {
      woken.addAll(watched.resting.values());
      watched.resting.clear();
    }
    if (watched.resting.isEmpty()) {
      drop(watched);
    }
    return woken;
  }

  private boolean isTooNoisy(Watched watched) {
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
    watched.paths.forEach(each -> noisyUntilNanos.put(each, now + NOISY_NANOS));
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
