package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.position.PositionRecord;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one path. All but {@link #status}, {@link #retire}, {@link #revive} and {@link #store}
 * belongs to the thread of its worker.
 */
final class Tail {
  /** Bytes read in one turn, so that a busy file does not keep the others waiting. */
  static final int QUANTUM_BYTES = 256 << 10;

  /** What a turn needs: a quantum and the last bytes before it. */
  static final int WORK_BYTES = QUANTUM_BYTES + 64;

  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  /**
   * Looks at idle files are taken together: one wake-up of the worker for each file costs more than
   * the look itself.
   */
  private static final long GRID_NANOS = Duration.ofMillis(50).toNanos();

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
  private static final long MIN_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MAX_RETRY_NANOS = Duration.ofSeconds(60).toNanos();

  /** After this long in silence the pieces of a split line are taken for all there is. */
  private static final long PIECES_EXPIRE_NANOS = Duration.ofSeconds(30).toNanos();

  private volatile TailTarget target;
  private final TailContext context;
  private final TailOptions options;
  private final Siblings siblings;
  private final Emitter emitter;
  private final History history;

  /** Oldest first; the last one is what the path leads to, unless it is rotated. */
  private final List<Generation> generations = new CopyOnWriteArrayList<>();

  /** When the path was last looked at: a file that nobody knows was there before is not newer. */
  private volatile long lookMillis;

  private long nextLookNanos;
  private boolean hasLooked;
  private long pollNanos;
  private long retryNanos = MIN_RETRY_NANOS;
  private boolean isPathMissing;
  private volatile boolean isRetired;
  private volatile TailState state = TailState.DISCOVERED;
  private volatile String detail = "";

  Tail(TailTarget target, TailContext context) {
    this.target = target;
    this.context = context;
    this.options = context.options();
    this.siblings = new Siblings(context, this);
    this.emitter = new Emitter(target, context);
    this.pollNanos = options.minPoll().toNanos();
    this.history = new History(target.path(), context.store(), context.clock(), options.backfill());
  }

  TailTarget target() {
    return target;
  }

  /** The path is not wanted any more: what is open is read to its end. */
  void retire() {
    isRetired = true;
  }

  /** It is wanted, perhaps with other labels or stages, which the next line gets. */
  void revive(TailTarget next) {
    target = next;
    isRetired = false;
  }

  boolean isDone() {
    return state == TailState.DONE;
  }

  /** Does a piece of work; returns when to be called again, in nanoseconds of the clock. */
  long turn(byte[] work) {
    long now = context.clock().nanoTime();
    emitter.follow(target);
    if (!emitter.hasRoom()) {
      state = TailState.PAUSED;
      return now + PAUSE_NANOS;
    }
    try {
      if (!hasLooked || now - nextLookNanos >= 0) {
        nextLookNanos = now + options.minPoll().toNanos();
        long start = context.clock().epochMillis();
        if (!hasLooked) {
          lookMillis = start;
        }
        context.store().together(() -> look(now));
        lookMillis = start;
        hasLooked = true;
      }
      return step(work, now);
    } catch (IOException e) {
      return failed(e, now);
    }
  }

  private long failed(IOException failure, long now) {
    context.metrics().accessError();
    String reason =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getFile() + ": " + named.getReason()
            : failure.toString();
    report(TailState.NO_ACCESS, reason);
    long next = now + retryNanos;
    retryNanos = Math.min(MAX_RETRY_NANOS, 2 * retryNanos);
    nextLookNanos = next;
    return next;
  }

  private void report(TailState problem, String reason) {
    state = problem;
    if (!reason.equals(detail)) {
      detail = reason;
      log.atWarn()
          .addKeyValue("path", target.path())
          .addKeyValue("job", target.job())
          .log("file is not read: " + reason);
    }
  }

  // What the path leads to.

  private @Nullable Generation live() {
    Generation last = generations.isEmpty() ? null : generations.getLast();
    return last == null || last.isRotated ? null : last;
  }

  private void look(long now) throws IOException {
    FileStat stat;
    try {
      stat = FileStat.of(target.path());
    } catch (NoSuchFileException e) {
      isPathMissing = true;
      rotate(now);
      String broken = LinkDiagnosis.explain(target.path());
      if (broken != null && generations.isEmpty()) {
        report(TailState.BROKEN_LINK, broken);
      }
      return;
    }
    isPathMissing = false;
    if (!isRetired && !generations.isEmpty()) {
      generations.getLast().undoRotation(stat);
    }
    Generation live = live();
    if (live != null && live.key.equals(stat.key())) {
      same(live, stat, now);
      return;
    }
    rotate(now);
    if (isRetired) {
      return;
    }
    if (!stat.isRegular()) {
      String kind = stat.isDirectory() ? "a directory" : "neither a file nor a directory";
      report(TailState.NOT_A_FILE, target.path() + " is " + kind);
      return;
    }
    open(stat, now);
  }

  private void rotate(long now) {
    Generation live = live();
    if (live != null) {
      live.rotate(now);
    }
  }

  private void same(Generation live, FileStat stat, long now) throws IOException {
    boolean isChanged = live.see(stat);
    if (stat.size() < live.seenBytes && live.content.canGrow()) {
      truncated(live, now, "truncated");
    } else if (isChanged || stat.size() > live.readOffset) {
      live.isAtEnd &= !live.content.canGrow();
    }
  }

  private void truncated(Generation old, long now, String reason) throws IOException {
    context.metrics().reset(reason);
    if (old.isRotated) {
      old.isGone = true;
      return;
    }
    log.atInfo().addKeyValue("path", target.path()).log("file was truncated, reading its start");
    Path real = target.path().toRealPath();
    Opened fresh = Opened.of(target.path(), false);
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
    catchUp(real, null, now);
    context.claims().claim(fresh.stat().key(), this);
    add(fresh, null, now);
    // Another file may have come in its place just now; what is not open must not stay claimed.
    release(oldKey);
  }

  private void open(FileStat stat, long now) throws IOException {
    if (!context.claims().claim(stat.key(), this)) {
      Tail owner = context.claims().owner(stat.key());
      detail = owner == null ? "" : "the same file as " + owner.target.path();
      state = TailState.DUPLICATE;
      return;
    }
    try {
      Opened opened = Opened.of(target.path(), Resume.isCompressed(target.path().toString()));
      if (!opened.stat().key().equals(stat.key())) {
        opened.close();
        release(stat.key());
        return;
      }
      PositionRecord known;
      try {
        known = catchUpTo(opened, now);
      } catch (IOException e) {
        opened.close();
        throw e;
      }
      add(opened, known == null ? history.copied(opened) : known, now);
      retryNanos = MIN_RETRY_NANOS;
      detail = "";
    } catch (IOException e) {
      release(stat.key());
      throw e;
    }
  }

  /** Enters what is older than a file; returns how far that file was read before. */
  private @Nullable PositionRecord catchUpTo(Opened opened, long now) throws IOException {
    PositionRecord known = Resume.byInode(context.store(), opened);
    if (known == null && !context.store().of(opened.id()).isEmpty()) {
      context.metrics().reset("other_content");
    }
    catchUp(target.path().toRealPath(), known, now);
    return known;
  }

  private void catchUp(Path real, @Nullable PositionRecord known, long now) throws IOException {
    Set<Long> inUse = new HashSet<>();
    generations.forEach(each -> inUse.add(each.recordId));
    if (known != null) {
      inUse.add(known.id());
    }
    for (Siblings.Unread each : siblings.unread(real, inUse, history.knownSince(real))) {
      Generation added = add(each.opened(), each.known(), now);
      added.isRotated = true;
      log.atInfo()
          .addKeyValue("path", each.opened().path())
          .addKeyValue("offset", added.readOffset)
          .log("reading the rest of a rotated file");
    }
  }

  private Generation add(Opened opened, @Nullable PositionRecord known, long now)
      throws IOException {
    long id = known == null ? context.store().newId() : known.id();
    long offset = known == null ? 0 : known.offset();
    Generation added =
        new Generation(id, opened, offset, target.encoding(), options.maxLineBytes(), now);
    generations.add(added);
    added.store(context.store(), lookMillis);
    return added;
  }

  // Reading.

  private long step(byte[] work, long now) throws IOException {
    for (Generation each : generations) {
      if (each.isRotated && !context.deleted().mayHold(each, now)) {
        context.store().together(() -> letGo(each, now));
        return now;
      }
      if (each.isReadable()) {
        read(each, work, now);
        pollNanos = options.minPoll().toNanos();
        return now;
      }
      if (each.isRotated && isQuiet(each, now)) {
        finish(each);
      } else if (each.isRotated && !each.isPassable(now, options.drainQuiet())) {
        state = TailState.DRAINING;
        return now + Math.min(options.minPoll().toNanos(), options.drainQuiet().toNanos());
      }
    }
    return idle(now);
  }

  private void read(Generation each, byte[] work, long now) throws IOException {
    state = TailState.READING;
    if (!each.beginsAsKnown()) {
      context.store().together(() -> truncated(each, now, "rewritten"));
      return;
    }
    byte[] last = each.mustVerify ? each.lastBytes() : new byte[0];
    int back = last.length;
    int read = each.content.read(work, 0, QUANTUM_BYTES + back, each.readOffset - back);
    if (back > 0 && !Arrays.equals(work, 0, Math.min(back, Math.max(read, 0)), last, 0, back)) {
      context.store().together(() -> truncated(each, now, "rewritten"));
      return;
    }
    if (read <= back) {
      each.isAtEnd = true;
      each.mustVerify = each.content.canGrow();
      return;
    }
    each.text.settle(each.content);
    int taken = emitter.feed(each, work, back, read);
    if (taken == 0) {
      each.isAtEnd = true;
      each.mustVerify = each.content.canGrow();
      return;
    }
    each.mustVerify = false;
    each.remember(work, back + taken);
    long position = each.readOffset;
    each.readOffset = position + taken;
    each.seenBytes = Math.max(each.seenBytes, each.readOffset);
    each.quietSinceNanos = now;
    emitter.account(each);
    accountAll();
  }

  private void accountAll() {
    if (generations.size() > 1) {
      generations.forEach(emitter::account);
    }
  }

  private boolean isQuiet(Generation each, long now) throws IOException {
    if (each.isGone || !each.content.canGrow()) {
      return true;
    }
    long quiet = now - each.quietSinceNanos;
    long grace = options.rotateGrace().toNanos();
    Generation live = live();
    boolean isReplaced = isPathMissing || isRetired || (live != null && live.content.size() > 0);
    return quiet >= (isReplaced ? grace : 6 * grace);
  }

  private void finish(Generation each) throws IOException {
    if (each.splitter.isBegun()) {
      emitter.release(each);
    }
    if (generations.size() == 1) {
      emitter.end();
    }
    emitter.account(each);
    if (!each.progress.isSettled()) {
      return;
    }
    each.store(context.store(), lookMillis);
    close(each);
  }

  /**
   * Gives up a deleted file that holds its place on the disk for too long; a compressed copy of it
   * goes on in its place.
   */
  private void letGo(Generation each, long now) throws IOException {
    long unread = each.content.after(each.committed());
    each.store(context.store(), lookMillis);
    close(each);
    List<Generation> later = List.copyOf(generations);
    catchUp(isPathMissing ? target.path() : target.path().toRealPath(), null, now);
    // What has come now is older than what was open.
    generations.removeAll(later);
    generations.addAll(later);
    if (generations.stream().noneMatch(other -> other.recordId == each.recordId)) {
      context.lost().add(LostBytes.DELETED_UNREAD, unread);
      log.atWarn()
          .addKeyValue("path", each.path)
          .addKeyValue("bytes", unread)
          .log("a deleted file was held open for too long, the rest of it is lost");
    }
  }

  private void close(Generation each) throws IOException {
    generations.remove(each);
    context.deleted().forget(each);
    each.content.close();
    release(each.key);
  }

  private void release(Object key) {
    if (generations.stream().noneMatch(each -> each.key.equals(key))) {
      context.claims().release(key, this);
    }
  }

  private long idle(long now) {
    emitter.tick(now);
    Generation live = live();
    if (live != null) {
      long quiet = now - live.quietSinceNanos;
      boolean isRaw = !target.pipeline().isFramed();
      if (isRaw && live.splitter.isBegun() && quiet >= options.partialFlush().toNanos()) {
        emitter.release(live);
      }
      if (quiet >= PIECES_EXPIRE_NANOS) {
        emitter.end();
      }
      state = TailState.IDLE;
    } else if (generations.isEmpty() && isRetired) {
      state = TailState.DONE;
      context.metrics().forget(target.path().toString());
    }
    generations.forEach(emitter::account);
    if (isRetired && live != null) {
      rotate(now);
    }
    long next = pollNanos;
    pollNanos = Math.min(options.maxPoll().toNanos(), 2 * pollNanos);
    nextLookNanos = next < GRID_NANOS ? now + next : gridded(now + next);
    return nextLookNanos;
  }

  private static long gridded(long nanos) {
    return Math.floorDiv(nanos, GRID_NANOS) * GRID_NANOS;
  }

  // For other threads.

  /** Enters how far everything open is acknowledged. */
  void store() {
    // Not the time of now: what came and went since the last look has to count as new.
    for (Generation each : generations) {
      each.store(context.store(), lookMillis);
    }
  }

  /** Where it is, and why. */
  TailStatus status() {
    return TailStatus.of(target, state, detail, generations);
  }

  /** Closes everything; nothing is read any more. */
  void close() {
    for (Generation each : generations) {
      try {
        if (each.isRotated && !each.isGone && DeletedFiles.isDeleted(each)) {
          context.lost().add(LostBytes.DELETED_UNREAD, each.content.after(each.committed()));
        }
        each.content.close();
      } catch (IOException e) {
        log.atWarn().addKeyValue("path", each.path).setCause(e).log("file not closed");
      }
      context.claims().release(each.key, this);
    }
  }
}
