package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what rotation has left beside a live file, compressed or not. */
final class Siblings {
  private static final Logger log = LoggerFactory.getLogger(Siblings.class);

  /** How often the directory is listed again when files vanish under the listing. */
  private static final int LISTINGS = 5;

  /** A compressed file that was changed as shortly ago may still be written. */
  private static final long BEING_WRITTEN_MILLIS = 60_000;

  private final TailContext context;
  private final Tail tail;

  /** Files of which nothing can be read and that were there before this are not new. */
  private long firstSinceMillis = Long.MAX_VALUE;

  /** Which of them were counted; a path has few of them. */
  private final Set<Object> counted = new HashSet<>();

  Siblings(TailContext context, Tail tail) {
    this.context = context;
    this.tail = tail;
  }

  /** A rotated file that has unread bytes. */
  record Unread(Opened opened, @Nullable PositionRecord known) {}

  /**
   * Rotated files with unread bytes, the oldest first; each is claimed.
   *
   * @param live the live file, links resolved
   * @param inUse ids of the contents that are open already
   * @param sinceMillis files that are not known are read when they were changed since
   * @param growing id of the content that counts as unread, for its writer may go on
   */
  List<Unread> unread(Path live, Set<Long> inUse, long sinceMillis, long growing) {
    List<Opened> opened = open(live);
    firstSinceMillis = Math.min(firstSinceMillis, sinceMillis);
    opened.removeIf(this::isLost);
    Set<Long> used = new HashSet<>(inUse);
    Map<Opened, PositionRecord> known = new HashMap<>();
    for (Opened each : opened) {
      match(each, Resume::byInode, known, used);
    }
    for (Opened each : opened) {
      if (!known.containsKey(each)) {
        match(each, (store, file) -> copied(store, file, live, used), known, used);
      }
    }
    Set<Opened> covered = new HashSet<>();
    for (Opened each : opened) {
      // A copy of what is open and being read: the compressed form of a file that we still hold.
      if (!known.containsKey(each) && isCopyOfAny(each, inUse)) {
        covered.add(each);
      }
    }
    // What is known was there before what is not, and its ids tell the order in which it came. A
    // compressed copy has a later time than its content, and perhaps than the file after it.
    opened.sort(Comparator.comparingLong(each -> idOf(known.get(each))));
    List<Unread> unread = new ArrayList<>();
    for (Opened each : opened) {
      PositionRecord record = known.get(each);
      boolean isWanted =
          record == null
              ? each.stat().modifiedMillis() >= sinceMillis
              : record.id() == growing || !isFinished(each, record);
      if (isWanted && !covered.contains(each) && context.claims().claim(each.stat().key(), tail)) {
        unread.add(new Unread(each, record));
      } else {
        close(each);
      }
    }
    return unread;
  }

  /** Whether nothing can be read of it: it is closed then, and counted once it is old enough. */
  private boolean isLost(Opened each) {
    try {
      if (!each.isUnreadable()) {
        return false;
      }
      long age = context.clock().epochMillis() - each.stat().modifiedMillis();
      boolean isNew = each.stat().modifiedMillis() >= firstSinceMillis;
      if (isNew && age > BEING_WRITTEN_MILLIS && counted.add(each.stat().key())) {
        context.lost().add(LostBytes.DAMAGED, Math.max(1, each.stat().size()));
        log.atError()
            .addKeyValue("path", each.path())
            .addKeyValue("lost_bytes", each.stat().size())
            .log("nothing of a compressed file can be read, it is damaged");
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", each.path()).log("rotated file not read: " + e);
    }
    close(each);
    return true;
  }

  private static long idOf(@Nullable PositionRecord known) {
    return known == null ? Long.MAX_VALUE : known.id();
  }

  private interface Matcher {
    @Nullable PositionRecord match(PositionStore store, Opened opened) throws IOException;
  }

  private void match(
      Opened opened, Matcher matcher, Map<Opened, PositionRecord> known, Set<Long> used) {
    try {
      PositionRecord record = matcher.match(context.store(), opened);
      if (record != null && used.add(record.id())) {
        context.store().seen(record.id(), context.clock().epochMillis());
        known.put(opened, record);
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", opened.path()).log("rotated file not compared: " + e);
    }
  }

  private static @Nullable PositionRecord copied(
      PositionStore store, Opened opened, Path live, Set<Long> used) throws IOException {
    for (PositionRecord each : store.all()) {
      if (!used.contains(each.id())
          && each.path().startsWith(live.toString())
          && Resume.isCopy(opened, each)) {
        return each;
      }
    }
    return null;
  }

  private boolean isCopyOfAny(Opened opened, Set<Long> ids) {
    try {
      for (PositionRecord each : context.store().all()) {
        if (ids.contains(each.id()) && Resume.isCopy(opened, each)) {
          return true;
        }
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", opened.path()).log("rotated file not compared: " + e);
    }
    return false;
  }

  /** Whether all of it is acknowledged; for a gzip file the length is in its last four bytes. */
  private static boolean isFinished(Opened opened, PositionRecord known) {
    if (!(opened.content() instanceof GzipContent compressed)) {
      return known.offset() >= opened.stat().size();
    }
    try {
      return compressed.sizeModulo32() == (int) known.offset();
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", opened.path()).log("gzip trailer not read: " + e);
      return false;
    }
  }

  /** An unclaimed copy of what a generation has read so far; it is claimed then. */
  @Nullable Opened copyOf(Generation generation, Path live) {
    Opened found = null;
    for (Opened each : open(live)) {
      try {
        if (found == null
            && Resume.isCopy(each, generation)
            && context.claims().claim(each.stat().key(), tail)) {
          found = each;
          continue;
        }
      } catch (IOException e) {
        log.atWarn().addKeyValue("path", each.path()).log("rotated file not compared: " + e);
      }
      close(each);
    }
    return found;
  }

  /** The rotated files that no tail reads, the oldest first. */
  private List<Opened> open(Path live) {
    for (int i = 1; i < LISTINGS; i++) {
      List<Opened> opened = new ArrayList<>();
      if (open(live, opened)) {
        return opened;
      }
      // One was renamed or compressed between listing and opening: its new name is to be found.
      opened.forEach(Siblings::close);
    }
    List<Opened> opened = new ArrayList<>();
    open(live, opened);
    return opened;
  }

  /** Whether everything that was listed could be opened. */
  private boolean open(Path live, List<Opened> opened) {
    boolean isComplete = true;
    for (Path path : listed(live)) {
      try {
        if (context.claims().owner(FileStat.of(path).key()) == null) {
          opened.add(Opened.of(path, Resume.isCompressed(path.toString())));
        }
      } catch (IOException e) {
        isComplete = false;
        log.atWarn().addKeyValue("path", path).log("rotated file not opened: " + e);
      }
    }
    opened.sort(
        Comparator.comparingLong((Opened each) -> each.stat().modifiedMillis())
            .thenComparing(each -> each.path()));
    return isComplete;
  }

  private List<Path> listed(Path live) {
    try {
      return context.rotatedNames().of(live, context.clock().epochMillis());
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", live).log("rotated files not listed: " + e);
      return List.of();
    }
  }

  private static void close(Opened opened) {
    try {
      opened.close();
    } catch (IOException e) {
      log.atWarn().addKeyValue("path", opened.path()).setCause(e).log("file not closed");
    }
  }
}
