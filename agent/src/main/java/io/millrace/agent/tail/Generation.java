package io.millrace.agent.tail;

import io.millrace.agent.entry.Progress;
import io.millrace.agent.position.FileId;
import io.millrace.agent.position.Mark;
import io.millrace.agent.position.Marks;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One content that a path has had, open for reading. Belongs to the thread of its tail, except for
 * {@link #store}, {@link #committed()} and the getters of volatile fields.
 */
final class Generation {
  private static final byte[] NONE = {};

  final long recordId;
  final Progress progress;
  final TextDecoder text;
  final LineSplitter splitter;
  volatile Content content;
  volatile Object key;
  volatile FileId file;
  volatile String path;

  /** The next byte to read. */
  volatile long readOffset;

  private volatile Mark head;

  /** Truncated under us: the file has other bytes now. */
  volatile boolean isGone;

  /** No longer what the path leads to. */
  boolean isRotated;

  /** Its writer may go on for a moment after the rotation. */
  boolean mayStillGrow;

  /** The last bytes are to be compared before the next are read. */
  boolean mustVerify;

  boolean isAtEnd;
  long quietSinceNanos;
  long modifiedMillis;

  /** The largest size that was seen; a file that only grows is never smaller. */
  volatile long seenBytes;

  private boolean hasBegun;

  /** When {@link DeletedFiles} looks next whether it is still on the disk. */
  long nextCheckNanos;

  /** Since when it is known to be deleted; 0 when it is not. */
  long deletedNanos;

  /** Set when it fails to decompress. */
  @Nullable Damage damage;

  private byte[] lastBytes = NONE;
  private long storedOffset = -1;
  private Mark storedHead = Mark.NONE;

  Generation(
      long recordId,
      Opened opened,
      long offset,
      TextEncoding encoding,
      int maxLineBytes,
      long nowNanos) {
    this.recordId = recordId;
    this.content = opened.content();
    this.key = opened.stat().key();
    this.file = opened.id();
    this.path = opened.path().toString();
    this.progress = new Progress(offset);
    this.text = new TextDecoder(encoding, maxLineBytes);
    this.splitter = new LineSplitter(text, maxLineBytes);
    this.readOffset = offset;
    this.head = opened.head();
    this.quietSinceNanos = nowNanos;
    this.nextCheckNanos = nowNanos;
    this.seenBytes = opened.stat().size();
    this.modifiedMillis = opened.stat().modifiedMillis();
  }

  /** The same content goes on in another file: a copy of what was truncated. */
  void moveTo(Opened other) {
    content = other.content();
    key = other.stat().key();
    file = other.id();
    path = other.path().toString();
    isRotated = true;
    isAtEnd = false;
  }

  /** The path leads elsewhere now, or nowhere. */
  void rotate(long nowNanos) {
    isRotated = true;
    mayStillGrow = true;
    quietSinceNanos = nowNanos;
  }

  /** The kubelet renames a file back when the run-time could not open a new one. */
  void undoRotation(FileStat stat) {
    if (isRotated && !isGone && key.equals(stat.key())) {
      isRotated = false;
    }
  }

  /** Notes what was seen of the file; whether it was changed since the last time. */
  boolean see(FileStat stat) {
    boolean isChanged = stat.modifiedMillis() != modifiedMillis;
    modifiedMillis = stat.modifiedMillis();
    seenBytes = Math.max(seenBytes, stat.size());
    return isChanged;
  }

  /** Whether the file has something that was not read. */
  boolean isBehind(FileStat stat) {
    return content.canGrow()
        ? stat.size() < readOffset || stat.size() - readOffset >= text.unitBytes()
        : stat.modifiedMillis() != modifiedMillis;
  }

  boolean isReadable() throws IOException {
    if (isGone) {
      return false;
    }
    // A part of a code unit at the end is no line and no reason to read again and again.
    long unread = isRotated && isAtEnd && content.canGrow() ? content.size() - readOffset : 0;
    return !isAtEnd || unread >= text.unitBytes();
  }

  /**
   * Whether the bytes are still those that were seen when it was opened: it may have waited behind
   * others, and been truncated and filled again meanwhile. Looks once, before the first read.
   */
  boolean beginsAsKnown() throws IOException {
    FileChannel channel = content.channel();
    if (!hasBegun) {
      hasBegun = channel == null || Marks.hasHead(channel, head);
    }
    return hasBegun;
  }

  /** Whether the next content may be read: this one has had its time to be completed. */
  boolean isPassable(long nowNanos, Duration drainQuiet) {
    return isGone || !mayStillGrow || nowNanos - quietSinceNanos >= drainQuiet.toNanos();
  }

  Mark head() {
    return head;
  }

  /** Goes on behind what cannot be read: there is nothing more. */
  void skipTo(long offset) {
    readOffset = offset;
    isAtEnd = true;
  }

  /** The bytes before the read offset, to see whether they are still the same. */
  byte[] lastBytes() {
    return lastBytes;
  }

  /**
   * The bytes {@code data[from .. from + taken)} were read; those before them are the last ones
   * before the read offset.
   */
  void advance(byte[] data, int from, int taken, long nowNanos) {
    int end = from + taken;
    lastBytes = Arrays.copyOfRange(data, Math.max(0, end - Mark.MAX_TAIL), end);
    long offset = readOffset + taken;
    readOffset = offset;
    seenBytes = Math.max(seenBytes, offset);
    quietSinceNanos = nowNanos;
  }

  long committed() {
    return progress.committed();
  }

  /** Enters the committed offset in the store. */
  void store(PositionStore store, long nowMillis) {
    if (isGone) {
      return;
    }
    long offset = progress.committed();
    FileChannel channel = content.channel();
    try {
      // There are more bytes than the mark covers, so that it can cover more.
      if (channel != null
          && head.length() < Math.min(Mark.MAX_HEAD, seenBytes)
          && Marks.hasHead(channel, head)) {
        head = Marks.head(channel);
      }
      if (offset == storedOffset && head.equals(storedHead)) {
        store.seen(recordId, nowMillis);
        return;
      }
      Mark tail = channel == null ? Mark.NONE : Marks.tail(channel, offset);
      store.put(new PositionRecord(recordId, file, path, head, offset, tail, nowMillis));
      storedOffset = offset;
      storedHead = head;
    } catch (ClosedChannelException ignored) {
      // Closed by its tail meanwhile, which has stored the last offset itself.
    } catch (IOException e) {
      // The bytes cannot be marked now, the offset holds all the same.
      store.put(new PositionRecord(recordId, file, path, head, offset, Mark.NONE, nowMillis));
    }
  }
}
