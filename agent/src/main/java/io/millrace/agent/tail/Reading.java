package io.millrace.agent.tail;

import io.millrace.agent.entry.LostBytes;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the next part of a content. Belongs to the thread of its tail. */
final class Reading {
  private static final Logger log = LoggerFactory.getLogger(Reading.class);

  private final TailContext context;
  private final Contents contents;
  private final Opener opener;
  private final Emitter emitter;
  private final Health health;

  Reading(TailContext context, Contents contents, Opener opener, Emitter emitter, Health health) {
    this.context = context;
    this.contents = contents;
    this.opener = opener;
    this.emitter = emitter;
    this.health = health;
  }

  /** Reads up to a quantum; what is damaged is left out or waited for. */
  void read(Generation each, byte[] work, long now) throws IOException {
    health.is(TailState.READING);
    try {
      readPart(each, work, now);
    } catch (DamagedException e) {
      damaged(each, e, now);
    }
  }

  /** It may not be written to its end yet; what is damaged for good must not hold up the rest. */
  private void damaged(Generation each, DamagedException failure, long now) throws IOException {
    Damage damage =
        each.damage == null ? new Damage(context.options().rotation().damagedRetry()) : each.damage;
    each.damage = damage;
    if (!damage.isForGood(each, now) || !(each.content instanceof GzipContent compressed)) {
      context.metrics().accessError();
      health.problem(TailState.NO_ACCESS, each.path + ": " + failure.getMessage());
      return;
    }
    long lost = compressed.lostAfter(each.readOffset);
    context.lost().add(LostBytes.DAMAGED, lost);
    log.atError()
        .addKeyValue("path", each.path)
        .addKeyValue("readable_bytes", each.readOffset)
        .addKeyValue("lost_bytes", lost)
        .log("compressed file is damaged for good, what comes after is lost: " + failure);
    health.recovered();
    each.skipTo(compressed.endAfter(each.readOffset));
  }

  private void readPart(Generation each, byte[] work, long now) throws IOException {
    if (!each.beginsAsKnown()) {
      context.store().together(() -> opener.truncated(each, now, "rewritten"));
      return;
    }
    byte[] last = each.mustVerify ? each.lastBytes() : new byte[0];
    int back = last.length;
    int read = each.content.read(work, 0, Tail.QUANTUM_BYTES + back, each.readOffset - back);
    if (back > 0 && !Arrays.equals(work, 0, Math.min(back, Math.max(read, 0)), last, 0, back)) {
      context.store().together(() -> opener.truncated(each, now, "rewritten"));
      return;
    }
    each.text.settle(each.content);
    int taken = read <= back ? 0 : emitter.feed(each, work, back, read);
    if (taken == 0) {
      each.isAtEnd = true;
      each.mustVerify = each.content.canGrow();
      return;
    }
    each.mustVerify = false;
    each.advance(work, back, taken, now);
    emitter.account(each);
    if (contents.all().size() > 1) {
      contents.all().forEach(emitter::account);
    }
  }
}
