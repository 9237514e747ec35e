package io.millrace.agent.discovery;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that something came into or left directories. One inotify instance serves all of them; when
 * the kernel gives none, waiting simply takes its full time. Used by one thread, but for {@link
 * #wake}.
 */
final class DirectoryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

  private final @Nullable WatchService service;
  private final Registration registration;
  private final Map<Path, Watched> keys = new HashMap<>();
  private final Object waiting = new Object();
  private @Nullable Thread waiter;
  private volatile boolean isWoken;
  private boolean hasFailed;

  DirectoryWatch() {
    this(open(), Path::register);
  }

  /**
   * Watches with a given service.
   *
   * @param service null for none
   */
  DirectoryWatch(@Nullable WatchService service, Registration registration) {
    this.service = service;
    this.registration = registration;
  }

  /** The watch of a directory, and which directory lay there when it began. */
  private record Watched(WatchKey key, @Nullable Object identity) {
    boolean isStillAt(Path path) {
      return key.isValid() && identity != null && identity.equals(identity(path));
    }

    /** Links followed; null when there is none. */
    static @Nullable Object identity(Path path) {
      try {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      } catch (IOException ignored) {
        return null;
      }
    }
  }

  /** How a directory gets its watch; the kernel may refuse more of them. */
  @FunctionalInterface
  interface Registration {
    WatchKey register(Path directory, WatchService service, WatchEvent.Kind<?>... kinds)
        throws IOException;
  }

  private static @Nullable WatchService open() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      log.atWarn().log("directories are not watched, only scanned: " + e);
      return null;
    }
  }

  /** Makes {@code directories} the ones watched; whether there are new ones among them. */
  boolean watch(Set<Path> directories) {
    Set<WatchKey> kept = new HashSet<>();
    List<WatchKey> dropped = new ArrayList<>();
    for (Iterator<Map.Entry<Path, Watched>> each = keys.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Path, Watched> watched = each.next();
      WatchKey key = watched.getValue().key();
      // One that was moved away is told of where it is now, and what lies here instead is not.
      if (directories.contains(watched.getKey())
          && watched.getValue().isStillAt(watched.getKey())) {
        kept.add(key);
      } else {
        dropped.add(key);
        each.remove();
      }
    }
    // A directory that is reached by two paths has one watch.
    dropped.stream().filter(key -> !kept.contains(key)).forEach(WatchKey::cancel);
    boolean isMore = false;
    for (Path directory : directories) {
      if (service != null && !keys.containsKey(directory)) {
        isMore |= add(directory, service);
      }
    }
    return isMore;
  }

  private boolean add(Path directory, WatchService to) {
    Object identity = Watched.identity(directory);
    try {
      WatchKey key =
          registration.register(
              directory,
              to,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE);
      keys.put(directory, new Watched(key, identity));
      return true;
    } catch (IOException e) {
      // Mostly a directory that does not exist yet; the scan finds it.
      if (Files.isDirectory(directory) && !hasFailed) {
        hasFailed = true;
        log.atWarn().addKeyValue("directory", directory).log("not watched, only scanned: " + e);
      }
      return false;
    }
  }

  /** Ends the wait that goes on, or the next one at once. Safe for use by any thread. */
  void wake() {
    synchronized (waiting) {
      isWoken = true;
      if (waiter != null) {
        waiter.interrupt();
      }
    }
  }

  /** Waits for a change, {@code maxNanos} at most; whether there was one or it was woken. */
  boolean await(long maxNanos) throws InterruptedException {
    synchronized (waiting) {
      if (!isWoken) {
        waiter = Thread.currentThread();
      }
    }
    try {
      return isWoken || awaitEvent(maxNanos);
    } catch (InterruptedException e) {
      // Told below by whom: an interrupt that is not a wake ends the loop.
      if (!isWoken) {
        throw e;
      }
      return true;
    } finally {
      synchronized (waiting) {
        waiter = null;
        if (isWoken) {
          isWoken = false;
          Thread.interrupted();
        }
      }
    }
  }

  private boolean awaitEvent(long maxNanos) throws InterruptedException {
    if (service == null) {
      TimeUnit.NANOSECONDS.sleep(maxNanos);
      return false;
    }
    WatchKey key = service.poll(maxNanos, TimeUnit.NANOSECONDS);
    boolean isChanged = key != null;
    while (key != null) {
      key.pollEvents();
      key.reset();
      key = service.poll();
    }
    return isChanged;
  }

  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
  }
}
