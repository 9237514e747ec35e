package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.position.PositionRecord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of one path that are open, oldest first; the last one is what the path leads to,
 * unless it is rotated. Belongs to the thread of its tail, except for {@link #all}, {@link #store}
 * and, when nothing is read any more, {@link #closeAll}.
 */
final class Contents {
  private static final Logger log = LoggerFactory.getLogger(Contents.class);

  private final TailContext context;
  private final Tail tail;
  private final List<Generation> all = new CopyOnWriteArrayList<>();

  /** When the path was last looked at: a file that nobody knows was there before is not newer. */
  private volatile long lookMillis;

  Contents(TailContext context, Tail tail) {
    this.context = context;
    this.tail = tail;
  }

  List<Generation> all() {
    return all;
  }

  @Nullable Generation live() {
    Generation last = all.isEmpty() ? null : all.getLast();
    return last == null || last.isRotated ? null : last;
  }

  /** Whether the live one is all there is, and everything of it is read and acknowledged. */
  boolean isAtRest(Generation live, boolean isRaw) {
    return all.size() == 1
        && live.isAtEnd
        && !live.isGone
        && live.progress.isSettled()
        && !(isRaw && live.splitter.isBegun());
  }

  long lookMillis() {
    return lookMillis;
  }

  /** Everything that was there at this time, since 1970, is known. */
  void lookedAt(long millis) {
    lookMillis = millis;
  }

  /** The path leads elsewhere now, or nowhere. */
  void rotate(long nowNanos) {
    Generation live = live();
    if (live != null) {
      live.rotate(nowNanos);
    }
  }

  /**
   * Adds a file as the newest content.
   *
   * @param known how far it was read before, null for not at all
   */
  Generation add(Opened opened, @Nullable PositionRecord known, long nowNanos) {
    long id = known == null ? context.store().newId() : known.id();
    long offset = known == null ? 0 : known.offset();
    Generation added =
        new Generation(
            id,
            opened,
            offset,
            tail.target().encoding(),
            context.options().lines().maxBytes(),
            nowNanos);
    all.add(added);
    context.files().add();
    added.store(context.store(), lookMillis);
    return added;
  }

  /** Makes the contents that have come since {@code before} the oldest ones. */
  void moveToFront(List<Generation> before) {
    all.removeAll(before);
    all.addAll(before);
  }

  boolean holds(long recordId) {
    return all.stream().anyMatch(each -> each.recordId == recordId);
  }

  /** Closes a content for good, with what is known of it. */
  void finish(Generation each) throws IOException {
    each.store(context.store(), lookMillis);
    all.remove(each);
    context.files().remove();
    context.deleted().forget(each);
    each.content.close();
    release(each.key);
  }

  /** Closes a content that goes on when something comes; others may not have its file. */
  void setAside(Generation each) throws IOException {
    each.store(context.store(), lookMillis);
    all.remove(each);
    context.files().remove();
    each.content.close();
  }

  /** Lets others have the file with this key, unless it is open here. */
  void release(Object key) {
    if (all.stream().noneMatch(each -> each.key.equals(key))) {
      context.claims().release(key, tail);
    }
  }

  /** Enters how far everything open is acknowledged. */
  void store() {
    // Not the time of now: what came and went since the last look has to count as new.
    for (Generation each : all) {
      each.store(context.store(), lookMillis);
    }
  }

  /** Closes everything; nothing is read any more. */
  void closeAll() {
    for (Generation each : all) {
      try {
        if (each.isRotated && !each.isGone && DeletedFiles.isDeleted(each)) {
          context.lost().add(LostBytes.DELETED_UNREAD, each.content.after(each.committed()));
        }
        each.content.close();
      } catch (IOException e) {
        log.atWarn().addKeyValue("path", each.path).setCause(e).log("file not closed");
      }
      context.claims().release(each.key, tail);
    }
  }
}
