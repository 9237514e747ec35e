package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.position.PositionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what a path leads to, and before it what rotation has left unread. */
final class Opener {
  private static final Logger log = LoggerFactory.getLogger(Opener.class);

  private final Path path;
  private final TailContext context;
  private final Tail tail;
  private final Contents contents;
  private final Siblings siblings;
  private final History history;

  Opener(Path path, TailContext context, Tail tail, Contents contents) {
    this.path = path;
    this.context = context;
    this.tail = tail;
    this.contents = contents;
    this.siblings = new Siblings(context, tail);
    this.history =
        new History(
            path, context.store(), context.clock(), context.options().rotation().backfill());
  }

  /**
   * Opens the file that the path led to just now.
   *
   * @return whether it is open; else another tail has it, or another file has come in its place
   */
  boolean open(FileStat stat, long now, Missed missed) throws IOException {
    if (!context.claims().claim(stat.key(), tail)) {
      return false;
    }
    try {
      Opened opened = Opened.of(path, Resume.isCompressed(path.toString()));
      if (!opened.stat().key().equals(stat.key())) {
        opened.close();
        contents.release(stat.key());
        return false;
      }
      PositionRecord known;
      try {
        known = catchUpTo(opened, now, missed);
      } catch (IOException e) {
        opened.close();
        throw e;
      }
      contents.add(opened, known == null ? history.copied(opened) : known, now);
      return true;
    } catch (IOException e) {
      contents.release(stat.key());
      throw e;
    }
  }

  /** Enters what is older than a file; returns how far that file was read before. */
  private @Nullable PositionRecord catchUpTo(Opened opened, long now, Missed missed)
      throws IOException {
    PositionRecord known = Resume.byInode(context.store(), opened);
    if (known == null && !context.store().of(opened.id()).isEmpty()) {
      context.metrics().reset("other_content");
    }
    catchUp(path.toRealPath(), known, now, missed);
    return known;
  }

  /**
   * Enters the unread rotated files beside {@code real}.
   *
   * @param known of the live file, which is not to be found once more
   */
  void catchUp(Path real, @Nullable PositionRecord known, long now, Missed missed) {
    Set<Long> inUse = new HashSet<>();
    contents.all().forEach(each -> inUse.add(each.recordId));
    if (known != null) {
      inUse.add(known.id());
    }
    long since = Math.min(history.knownSince(real), missed.sinceMillis());
    for (Siblings.Unread each : siblings.unread(real, inUse, since, missed.recordId())) {
      Generation added = contents.add(each.opened(), each.known(), now);
      added.isRotated = true;
      added.mayStillGrow = added.recordId == missed.recordId();
      log.atInfo()
          .addKeyValue("path", each.opened().path())
          .addKeyValue("offset", added.readOffset)
          .log("reading the rest of a rotated file");
    }
  }

  /** The file of a content has other bytes now: goes on in a copy of it, and at its start. */
  void truncated(Generation old, long now, String reason) throws IOException {
    context.metrics().reset(reason);
    if (old.isRotated) {
      old.isGone = true;
      return;
    }
    log.atInfo().addKeyValue("path", path).log("file was truncated, reading its start");
    Path real = path.toRealPath();
    Opened fresh = Opened.of(path, false);
    Opened copy = siblings.copyOf(old, real);
    Object oldKey = old.key;
    old.isRotated = true;
    old.content.close();
    if (copy == null) {
      old.isGone = true;
      old.isAtEnd = true;
      context.lost().add(LostBytes.TRUNCATED_UNREAD, old.seenBytes - old.readOffset);
    } else {
      old.moveTo(copy);
    }
    // It may have been copied and truncated more than once since the last look.
    catchUp(real, null, now, Missed.NOTHING);
    context.claims().claim(fresh.stat().key(), tail);
    contents.add(fresh, null, now);
    // Another file may have come in its place just now; what is not open must not stay claimed.
    contents.release(oldKey);
  }
}
