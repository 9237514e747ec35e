package io.millrace.agent.position;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The positions in memory and their file. Safe for use by any thread. */
public final class PositionStore {
  /** How long a content is remembered that nobody has seen: longer than rotated files are kept. */
  private static final Duration RETENTION = Duration.ofHours(24);

  /** After a start each content has this long to be seen again before its age counts. */
  private static final Duration REDISCOVERY = Duration.ofHours(1);

  private static final byte[] NOTHING = {};

  private static final Logger log = LoggerFactory.getLogger(PositionStore.class);

  private final Path file;
  private final Map<Long, PositionRecord> records = new LinkedHashMap<>();
  private final PositionIndex<FileId> byFile = new PositionIndex<>();
  private final PositionIndex<String> byPath = new PositionIndex<>();
  private final long openedMillis;
  private final Object writing = new Object();
  private final ReadWriteLock together = new ReentrantReadWriteLock();
  private long nextId = 1;
  private long generation;
  private boolean dirty;

  private PositionStore(Path file, long openedMillis) {
    this.file = file;
    this.openedMillis = openedMillis;
  }

  /**
   * Loads the state, or its previous copy when it is damaged, or begins empty.
   *
   * @param positionsFile Promtail's {@code positions.filename}: the state lies beside it under
   *     another ending, and when there is no state yet its content is imported
   */
  public static PositionStore open(Path positionsFile, long nowMillis) throws IOException {
    PositionStore store = new PositionStore(stateFile(positionsFile), nowMillis);
    Path directory = store.file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    boolean isFirstStart = !Files.exists(store.file) && !Files.exists(store.previous());
    if (isFirstStart && Files.isRegularFile(positionsFile)) {
      store.importLegacy(positionsFile, nowMillis);
    } else if (!isFirstStart && !store.load(store.file) && !store.load(store.previous())) {
      log.atError()
          .addKeyValue("file", store.file)
          .log("positions and their previous copy are lost; files are read from their start");
    }
    return store;
  }

  /** Where the state lies for a {@code positions.filename}. */
  public static Path stateFile(Path positionsFile) {
    String name = String.valueOf(positionsFile.getFileName()).replaceFirst("\\.ya?ml$", "");
    return positionsFile.resolveSibling(name + ".millrace");
  }

  private Path previous() {
    return file.resolveSibling(file.getFileName() + ".prev");
  }

  private void importLegacy(Path positionsFile, long nowMillis) {
    try {
      LegacyPositions.read(positionsFile, nowMillis).forEach(this::add);
      log.atInfo()
          .addKeyValue("file", positionsFile)
          .addKeyValue("positions", records.size())
          .log("Promtail's positions imported");
    } catch (IOException e) {
      log.atError().addKeyValue("file", positionsFile).setCause(e).log("positions not imported");
    }
  }

  private boolean load(Path from) {
    try {
      PositionFormat.State state = PositionFormat.read(Files.readAllBytes(from));
      state.records().forEach(this::add);
      generation = state.generation();
      return true;
    } catch (IOException e) {
      log.atError().addKeyValue("file", from).log("positions cannot be read: " + e);
      return false;
    }
  }

  private void add(PositionRecord each) {
    replace(each);
    nextId = Math.max(nextId, each.id() + 1);
  }

  /** Changes of positions. */
  @FunctionalInterface
  public interface Changes {
    void make() throws IOException;
  }

  /**
   * Makes changes that belong together: no state is written that has some of them only. Of a path
   * whose file has been rotated several times, a state without some of the rotated files would say
   * that they have been read.
   */
  public void together(Changes changes) throws IOException {
    together.readLock().lock();
    try {
      changes.make();
    } finally {
      together.readLock().unlock();
    }
  }

  /** An id for a content that was not known. */
  public synchronized long newId() {
    return nextId++;
  }

  /** Everything known, the oldest first. */
  public synchronized List<PositionRecord> all() {
    return List.copyOf(records.values());
  }

  /** What is known of contents that an inode has had, the newest first. */
  public synchronized List<PositionRecord> of(FileId id) {
    return newestFirst(byFile.of(id));
  }

  /** What is known of contents that were last seen under a path, the newest first. */
  public synchronized List<PositionRecord> at(String path) {
    return newestFirst(byPath.of(path));
  }

  private List<PositionRecord> newestFirst(Set<Long> ids) {
    List<PositionRecord> found = new ArrayList<>();
    for (Long id : ids) {
      PositionRecord known = records.get(id);
      if (known != null) {
        found.addFirst(known);
      }
    }
    return found;
  }

  /** Remembers a position, instead of what was known under its id. */
  public synchronized void put(PositionRecord position) {
    PositionRecord before = replace(position);
    // A record that was only seen again is not worth a write of its own.
    dirty |= before == null || !before.seen(0).equals(position.seen(0));
  }

  private @Nullable PositionRecord replace(PositionRecord position) {
    PositionRecord before = records.put(position.id(), position);
    if (before != null && !before.file().equals(position.file())) {
      byFile.remove(before.file(), position.id());
    }
    if (before != null && !before.path().equals(position.path())) {
      byPath.remove(before.path(), position.id());
    }
    byFile.add(position.file(), position.id());
    byPath.add(position.path(), position.id());
    return before;
  }

  /** Forgets what nobody has seen for too long; whether there was something. */
  private boolean expire(long nowMillis) {
    if (nowMillis - openedMillis < REDISCOVERY.toMillis()) {
      return false;
    }
    List<PositionRecord> old =
        records.values().stream()
            .filter(each -> nowMillis - each.seenMillis() > RETENTION.toMillis())
            .toList();
    for (PositionRecord each : old) {
      records.remove(each.id());
      byFile.remove(each.file(), each.id());
      byPath.remove(each.path(), each.id());
    }
    return !old.isEmpty();
  }

  /** Says that a content still exists. */
  public synchronized void seen(long id, long nowMillis) {
    records.computeIfPresent(id, (_, each) -> each.seen(nowMillis));
  }

  /**
   * Writes the state when something has changed.
   *
   * @throws IOException when it could not be written; it counts as changed still
   */
  public void save(long nowMillis) throws IOException {
    synchronized (writing) {
      byte[] bytes = changed(nowMillis);
      if (bytes.length == 0) {
        return;
      }
      try {
        write(bytes);
      } catch (IOException e) {
        synchronized (this) {
          dirty = true;
        }
        throw e;
      }
    }
  }

  /** The state as it is now; empty when it has not changed. */
  private byte[] changed(long nowMillis) throws IOException {
    together.writeLock().lock();
    try {
      synchronized (this) {
        boolean expired = expire(nowMillis);
        if (!dirty && !expired) {
          return NOTHING;
        }
        byte[] bytes = PositionFormat.write(++generation, records.values());
        dirty = false;
        return bytes;
      }
    } finally {
      together.writeLock().unlock();
    }
  }

  private void write(byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    SyncedFile.write(temporary, bytes);
    if (Files.exists(file)) {
      move(file, previous());
    }
    move(temporary, file);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
