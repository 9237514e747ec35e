package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the file of one path may be open: it waits while the budget is used up, and is closed
 * when it is silent. Belongs to the thread of its tail, except for {@link #silent} and {@link
 * #store}.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  /** File times come from a coarser clock and are rounded. */
  private static final long CLOCK_SLACK_MILLIS = 2_000;

  private final Path path;
  private final TailContext context;
  private final Tail tail;
  private final Contents contents;
  private final Opener opener;
  private volatile @Nullable Silent silent;
  private boolean isOffered;
  private boolean isWaiting;

  /** Of what waits: where it lay and what was not read of it when it was last seen. */
  private Path waitingReal;

  private @Nullable Object waitingKey;

  private long waitingBytes;

  Admission(Path path, TailContext context, Tail tail, Contents contents, Opener opener) {
    this.path = path;
    this.context = context;
    this.tail = tail;
    this.contents = contents;
    this.opener = opener;
    this.waitingReal = path;
  }

  /** The content that was closed because it is silent; null for none. */
  @Nullable Silent silent() {
    return silent;
  }

  /** Whether something waits to be opened. */
  boolean isWaiting() {
    return isWaiting;
  }

  /** Whether there is a content that is not open now. */
  boolean isPending() {
    return isWaiting || silent != null;
  }

  /** Whether the path still leads to the content that was closed, and nothing has come to it. */
  boolean isUnchanged(FileStat stat) {
    Silent closed = silent;
    return closed != null && closed.stat().equals(stat);
  }

  /** Whether the file is one that was not read to its end for want of room, or was closed. */
  boolean isPendingAt(FileStat stat) {
    return isSilent(stat) || (isWaiting && stat.key().equals(waitingKey));
  }

  private boolean isSilent(FileStat stat) {
    Silent closed = silent;
    return closed != null && closed.stat().key().equals(stat.key());
  }

  /**
   * Opens the file that the path led to just now, if there is room.
   *
   * @return whether it is open
   */
  boolean open(FileStat stat, long now) throws IOException {
    if (!context.files().admit(tail)) {
      await(stat);
      return false;
    }
    try {
      boolean isOpen = opener.open(stat, now, awake());
      if (isOpen) {
        silent = null;
        isWaiting = false;
      }
      return isOpen;
    } finally {
      // What is open now counts by itself.
      context.files().remove();
    }
  }

  /** The path leads to another file, or nowhere: looks for what it led to under other names. */
  void searchRest(long now) throws IOException {
    if (!isPending()) {
      return;
    }
    Silent closed = silent;
    if (!context.files().admit(tail)) {
      if (!isWaiting && closed != null) {
        waitingReal = closed.real();
        waitingBytes = 0;
      }
      isWaiting = true;
      return;
    }
    try {
      int before = contents.all().size();
      opener.catchUp(closed == null ? waitingReal : closed.real(), null, now, awake());
      if (isWaiting && waitingBytes > 0 && contents.all().size() == before) {
        context.lost().add(LostBytes.DELETED_UNREAD, waitingBytes);
        log.atWarn()
            .addKeyValue("path", path)
            .addKeyValue("bytes", waitingBytes)
            .log("a file was deleted while it waited to be opened, raise max_open_files");
      }
      silent = null;
      isWaiting = false;
    } finally {
      context.files().remove();
    }
  }

  private void await(FileStat stat) throws IOException {
    if (!stat.key().equals(waitingKey)) {
      waitingKey = stat.key();
      waitingReal = path.toRealPath();
    }
    Silent closed = silent;
    isWaiting = true;
    waitingBytes = closed != null && isSilent(stat) ? stat.size() - closed.offset() : stat.size();
  }

  /** Lets the closed content be found like any other; returns what was not looked at meanwhile. */
  private Missed awake() {
    Silent closed = silent;
    if (closed != null) {
      context.claims().release(closed.stat().key(), tail);
    }
    return new Missed(
        isWaiting ? contents.lookMillis() - CLOCK_SLACK_MILLIS : Long.MAX_VALUE,
        closed == null ? Missed.NO_RECORD : closed.recordId());
  }

  /** The live file is read again. */
  void busy() {
    if (isOffered) {
      isOffered = false;
      context.files().withdrawOffer(tail);
    }
  }

  /** The live file is at its end: closes it when it is silent for long, or others need the room. */
  void rest(Generation live, boolean isRaw, long now) throws IOException {
    if (!contents.isAtRest(live, isRaw)) {
      busy();
      return;
    }
    isOffered = true;
    boolean isNeeded = context.files().offer(tail, live.quietSinceNanos);
    if (isNeeded || now - live.quietSinceNanos >= context.options().open().closeAfter().toNanos()) {
      close(live);
    }
  }

  private void close(Generation live) throws IOException {
    try {
      FileStat stat = FileStat.of(path);
      if (!stat.key().equals(live.key) || live.isBehind(stat)) {
        return;
      }
      Path real = path.toRealPath();
      contents.setAside(live);
      silent = new Silent(live.recordId, real, stat, live.committed());
      busy();
    } catch (NoSuchFileException ignored) {
      // Renamed just now; the next look tells.
    }
  }

  /** Enters that the closed content was there when the path was last looked at. */
  void store() {
    Silent closed = silent;
    if (closed != null) {
      context.store().seen(closed.recordId(), contents.lookMillis());
    }
  }

  /** Nothing of this is wanted any more. */
  void forget() {
    busy();
    context.files().leave(tail);
    Silent closed = silent;
    if (closed != null) {
      context.claims().release(closed.stat().key(), tail);
    }
    silent = null;
    isWaiting = false;
  }
}
