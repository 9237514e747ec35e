package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one path. All but {@link #status}, {@link #retire}, {@link #revive}, {@link #wake} and
 * {@link #store} belongs to the thread of its worker.
 */
final class Tail {
  /** Bytes read in one turn, so that a busy file does not keep the others waiting. */
  static final int QUANTUM_BYTES = 256 << 10;

  /** What a turn needs: a quantum and the last bytes before it. */
  static final int WORK_BYTES = QUANTUM_BYTES + 64;

  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  /** After this long in silence the pieces of a split line are taken for all there is. */
  private static final long PIECES_EXPIRE_NANOS = Duration.ofSeconds(30).toNanos();

  private volatile TailTarget target;
  private final TailContext context;
  private final TailOptions options;
  private final Contents contents;
  private final Opener opener;
  private final Admission admission;
  private final Emitter emitter;
  private final PollTimer timer;
  private final Risk risk;
  private boolean isPathMissing;
  private volatile boolean isRetired;
  private final Health health;
  private final Reading reading;
  private final Rest rest;

  /** Asks the worker for a turn. */
  private volatile Runnable caller = () -> {};

  private volatile boolean isWoken;

  /** Each time that it is seen to rest has a number; 0 while it does not. */
  private volatile long resting;

  private long rests;

  /** Of {@link #store}: nothing is to be stored again while it rests. */
  private long storedResting;

  Tail(TailTarget target, TailContext context) {
    this.target = target;
    this.context = context;
    this.options = context.options();
    this.contents = new Contents(context, this);
    this.opener = new Opener(target.path(), context, this, contents);
    this.admission = new Admission(target.path(), context, this, contents, opener);
    this.emitter = new Emitter(target, context);
    this.risk = new Risk(target.path(), context);
    this.timer = new PollTimer(options.polling());
    this.health = new Health(target);
    this.reading = new Reading(context, contents, opener, emitter, health);
    this.rest = new Rest(target.path(), context, this);
  }

  TailTarget target() {
    return target;
  }

  /** The path is not wanted any more: what is open is read to its end. */
  void retire() {
    isRetired = true;
    wake();
  }

  /** How it gets a turn before the time that it has asked for. */
  void callsWith(Runnable call) {
    caller = call;
  }

  /** Something may have changed: it looks at its path at once. */
  void wake() {
    isWoken = true;
    caller.run();
  }

  /** It is wanted, perhaps with other labels or stages, which the next line gets. */
  void revive(TailTarget next) {
    target = next;
    isRetired = false;
  }

  boolean isDone() {
    return health.state() == TailState.DONE;
  }

  /** Does a piece of work; returns when to be called again, in nanoseconds of the clock. */
  long turn(byte[] work) {
    long now = context.clock().nanoTime();
    emitter.follow(target);
    resting = 0;
    if (isWoken) {
      isWoken = false;
      rest.woken(now);
      timer.woken(now);
    }
    try {
      // Also while it may not read: a rotated file that is open is there when it is deleted.
      if (timer.isLookDue(now)) {
        timer.begin(now);
        long start = context.clock().epochMillis();
        if (!timer.hasLooked()) {
          contents.lookedAt(start);
        }
        context.store().together(() -> look(now));
        // What comes while it waits has to count as new.
        if (!admission.isWaiting()) {
          contents.lookedAt(start);
        }
        timer.looked();
      }
      return emitter.hasRoom() ? step(work, now) : paused(now);
    } catch (IOException e) {
      return failed(e, now);
    }
  }

  private long paused(long now) throws IOException {
    health.is(TailState.PAUSED);
    for (Generation each : contents.all()) {
      if (each.isRotated && !context.deleted().mayHold(each, now)) {
        context.store().together(() -> letGo(each, now));
      }
    }
    if (risk.isAtRisk(contents.all(), now)) {
      context.sink().relieve();
    }
    return now + PAUSE_NANOS;
  }

  private long failed(IOException failure, long now) {
    context.metrics().accessError();
    health.problem(TailState.NO_ACCESS, Health.reason(failure));
    return timer.failed(now);
  }

  // What the path leads to.

  private void look(long now) throws IOException {
    FileStat stat;
    try {
      stat = FileStat.of(target.path());
    } catch (NoSuchFileException e) {
      isPathMissing = true;
      contents.rotate(now);
      admission.searchRest(now);
      String broken = LinkDiagnosis.explain(target.path());
      if (broken != null && contents.all().isEmpty()) {
        health.problem(TailState.BROKEN_LINK, broken);
      }
      return;
    }
    isPathMissing = false;
    if (!isRetired && !contents.all().isEmpty()) {
      contents.all().getLast().undoRotation(stat);
    }
    Generation live = contents.live();
    if (live != null && live.key.equals(stat.key())) {
      same(live, stat, now);
      return;
    }
    if (admission.isUnchanged(stat)) {
      health.is(TailState.CLOSED);
      if (isRetired) {
        admission.forget();
      }
      return;
    }
    contents.rotate(now);
    if (!isRetired || admission.isPendingAt(stat)) {
      enter(stat, now);
    } else {
      admission.searchRest(now);
    }
  }

  private void same(Generation live, FileStat stat, long now) throws IOException {
    boolean isChanged = live.see(stat);
    if (stat.size() < live.seenBytes && live.content.canGrow()) {
      opener.truncated(live, now, "truncated");
    } else if (isChanged || stat.size() > live.readOffset) {
      live.isAtEnd &= !live.content.canGrow();
    }
  }

  /** Begins with a file that is not open. */
  private void enter(FileStat stat, long now) throws IOException {
    if (!stat.isRegular()) {
      String kind = stat.isDirectory() ? "a directory" : "neither a file nor a directory";
      health.problem(TailState.NOT_A_FILE, target.path() + " is " + kind);
      return;
    }
    Tail owner = context.claims().owner(stat.key());
    if (owner != null && owner != this) {
      health.is(TailState.DUPLICATE, "the same file as " + owner.target.path());
      return;
    }
    if (admission.open(stat, now)) {
      timer.recovered();
      health.recovered();
    } else if (admission.isWaiting()) {
      health.is(
          TailState.WAITING,
          context.files().max() + " files are open, as many as max_open_files allows");
    }
  }

  // Reading.

  private long step(byte[] work, long now) throws IOException {
    for (Generation each : contents.all()) {
      if (each.isRotated && !context.deleted().mayHold(each, now)) {
        context.store().together(() -> letGo(each, now));
        return now;
      }
      if (each.isReadable()) {
        Damage damage = each.damage;
        if (damage != null && now - damage.nextNanos() < 0) {
          return Math.min(damage.nextNanos(), now + options.polling().max().toNanos());
        }
        rest.found(now);
        admission.busy();
        reading.read(each, work, now);
        timer.changed();
        return now;
      }
      if (each.isRotated && isQuiet(each, now)) {
        finish(each, now);
      } else if (each.isRotated && !each.isPassable(now, options.rotation().drainQuiet())) {
        health.is(TailState.DRAINING);
        return now
            + Math.min(
                options.polling().min().toNanos(), options.rotation().drainQuiet().toNanos());
      }
    }
    return idle(now);
  }

  private boolean isQuiet(Generation each, long now) throws IOException {
    if (each.isGone || !each.content.canGrow()) {
      return true;
    }
    Generation live = contents.live();
    long quiet = now - each.quietSinceNanos;
    long grace = options.rotation().grace().toNanos();
    boolean isReplaced =
        isPathMissing
            || isRetired
            || admission.isWaiting()
            || (live != null && live.content.size() > 0);
    return quiet >= (isReplaced ? grace : 6 * grace);
  }

  private void finish(Generation each, long now) throws IOException {
    if (each.splitter.isBegun()) {
      emitter.release(each);
    }
    if (contents.all().size() == 1) {
      emitter.end();
    }
    emitter.account(each);
    if (each.progress.isSettled()) {
      contents.finish(each);
    } else if (risk.isAtRisk(contents.all(), now)) {
      context.sink().relieve();
    }
  }

  /**
   * Gives up a deleted file that holds its place on the disk for too long; a compressed copy of it
   * goes on in its place.
   */
  private void letGo(Generation each, long now) throws IOException {
    long unread = each.content.after(each.committed());
    contents.finish(each);
    List<Generation> later = List.copyOf(contents.all());
    opener.catchUp(
        isPathMissing ? target.path() : target.path().toRealPath(), null, now, Missed.NOTHING);
    // What has come now is older than what was open.
    contents.moveToFront(later);
    if (!contents.holds(each.recordId)) {
      context.lost().add(LostBytes.DELETED_UNREAD, unread);
      log.atWarn()
          .addKeyValue("path", each.path)
          .addKeyValue("bytes", unread)
          .log("a deleted file was held open for too long, the rest of it is lost");
    }
  }

  private long idle(long now) throws IOException {
    emitter.tick(now);
    Generation live = contents.live();
    boolean isRaw = !target.pipeline().isFramed();
    if (live != null) {
      long quiet = now - live.quietSinceNanos;
      if (isRaw && live.splitter.isBegun() && quiet >= options.lines().partialFlush().toNanos()) {
        emitter.release(live);
      }
      if (quiet >= PIECES_EXPIRE_NANOS) {
        emitter.end();
      }
      health.is(TailState.IDLE);
    } else if (contents.all().isEmpty() && isRetired && !admission.isPending()) {
      health.is(TailState.DONE);
      admission.forget();
      context.metrics().forget(target.path().toString());
    }
    contents.all().forEach(emitter::account);
    if (isRetired) {
      contents.rotate(now);
    } else if (live != null) {
      admission.rest(live, isRaw, now);
      health.is(admission.silent() == null ? TailState.IDLE : TailState.CLOSED);
    }
    if (!isStill(live, isRaw, now)) {
      rest.rise();
    } else if (rest.rest(now)) {
      resting = ++rests;
      health.is(live == null ? TailState.CLOSED : TailState.RESTING);
      return timer.rest(now);
    }
    return timer.idle(now);
  }

  /** Whether there is nothing to do until something happens to the file. */
  private boolean isStill(@Nullable Generation live, boolean isRaw, long now) {
    if (isRetired || isPathMissing || admission.isWaiting()) {
      return false;
    }
    if (live == null) {
      return admission.silent() != null && contents.all().isEmpty();
    }
    return contents.isAtRest(live, isRaw)
        && now - live.quietSinceNanos >= options.polling().restAfter().toNanos();
  }

  // For other threads.

  /** Enters how far everything open is acknowledged. */
  void store() {
    long now = resting;
    if (now == 0 || now != storedResting) {
      contents.store();
      admission.store();
      storedResting = now;
    }
  }

  /** Where it is, and why. */
  TailStatus status() {
    return TailStatus.of(
        target, health.state(), health.detail(), contents.all(), admission.silent());
  }

  /** Closes everything; nothing is read any more. */
  void close() {
    contents.closeAll();
    admission.forget();
  }
}
