package io.millrace.filter;

import io.millrace.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/** Collects the minimizers of the lines of a chunk. Not safe for concurrent use. */
final class LineFilterBuilder {
  /** Two probes are each wrong in 16 of 100 cases then, which is 4 bits a key. */
  private static final double FULL = 0.42;

  /** A needle of some length has many keys, so a fuller filter still serves it. */
  private static final double FULLEST = 0.65;

  private static final int MAX_LOG2_BITS = 21;
  private static final int RECENT_LOG2 = 11;

  private final BitFilter bits;

  /** Logs repeat themselves: most keys were added a moment ago, and this fits the nearest cache. */
  private final long[] recent = new long[1 << RECENT_LOG2];

  private byte[] folded = new byte[1024];
  private long[] minimizers = new long[1024];
  private boolean foreign;

  /**
   * An empty collection.
   *
   * @param lineBytes sum of the lengths of the lines that will come
   */
  LineFilterBuilder(long lineBytes) {
    // At most two of five bytes begin a new minimizer, and each wants four bits.
    int wanted = 64 - Long.numberOfLeadingZeros(2 * Math.max(32, lineBytes) - 1);
    bits = new BitFilter(Math.min(wanted, MAX_LOG2_BITS), LineFilter.PROBES);
  }

  void add(EntryBatch entries) {
    for (int i = 0; i < entries.size(); i++) {
      int start = entries.lineStart(i);
      int length = entries.lineEnd(i) - start;
      if (length >= LineFilter.MIN_LITERAL) {
        add(entries.lineBytes(), start, length);
      }
    }
  }

  private void add(byte[] lines, int start, int length) {
    // Eight bytes of slack let the loops load whole words.
    if (folded.length < length + 8) {
      folded = new byte[2 * length + 8];
      minimizers = new long[2 * length];
    }
    System.arraycopy(lines, start, folded, 0, length);
    foreign |= Minimizers.fold(folded, length);
    int count = Minimizers.of(folded, length, minimizers);
    for (int at = 0; at < count; at++) {
      long key = minimizers[at];
      int slot = (int) ((key * Minimizers.HASH) >>> (64 - RECENT_LOG2));
      if (recent[slot] != key) {
        recent[slot] = key;
        bits.addTwo(key);
      }
    }
  }

  /** The filter, or null when none of at most {@code maxBytes} would be of use. */
  @Nullable LineFilter build(int maxBytes) {
    BitFilter shrunk = bits.shrink(FULL);
    while (shrunk.bits().length > maxBytes && shrunk.log2Bits() > BitFilter.MIN_LOG2_BITS) {
      shrunk = shrunk.halve();
    }
    return shrunk.bits().length > maxBytes || shrunk.fill() > FULLEST
        ? null
        : new LineFilter(shrunk, foreign);
  }
}
