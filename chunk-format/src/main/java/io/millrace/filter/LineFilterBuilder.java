package io.millrace.filter;

import io.millrace.entry.EntryBatch;

/** Collects the minimizers of the lines of a chunk. Not safe for concurrent use. */
final class LineFilterBuilder {
  /** Two probes are each wrong in 16 of 100 cases then, which is 4 bits a key. */
  private static final double FULL = 0.42;

  /** A needle of some length has many keys, so a fuller filter still serves it. */
  private static final double FULLEST = 0.65;

  private static final int MAX_LOG2_BITS = 21;
  private static final int RECENT_LOG2 = 11;

  private final Sampling sampling;
  private final BitFilter bits;

  /** Logs repeat themselves: most keys were added a moment ago, and this fits the nearest cache. */
  private final long[] recent = new long[1 << RECENT_LOG2];

  private byte[] folded = new byte[1024];
  private long[] minimizers = new long[1024];
  private boolean foreign;

  /**
   * An empty collection.
   *
   * @param maxBytes the most bytes that the filter may take, at least 8
   */
  LineFilterBuilder(Sampling sampling, int maxBytes) {
    this.sampling = sampling;
    int log2Bits = 31 - Integer.numberOfLeadingZeros(maxBytes) + 3;
    this.bits = new BitFilter(Math.min(log2Bits, MAX_LOG2_BITS), LineFilter.PROBES);
  }

  /** Adds lines; false when there are too many for a filter, and no more need to be added. */
  boolean add(EntryBatch entries) {
    int minimum = sampling.minLiteral();
    for (int i = 0; i < entries.size(); i++) {
      int start = entries.lineStart(i);
      int length = entries.lineEnd(i) - start;
      if (length >= minimum) {
        add(entries.lineBytes(), start, length);
      }
    }
    return bits.fill() <= FULLEST;
  }

  private void add(byte[] lines, int start, int length) {
    // Eight bytes of slack let the loops load whole words.
    if (folded.length < length + 8) {
      folded = new byte[2 * length + 8];
      minimizers = new long[2 * length];
    }
    System.arraycopy(lines, start, folded, 0, length);
    foreign |= Minimizers.fold(folded, length);
    int count = Minimizers.of(sampling, folded, length, minimizers);
    for (int at = 0; at < count; at++) {
      long key = minimizers[at];
      int slot = (int) ((key * Minimizers.HASH) >>> (64 - RECENT_LOG2));
      if (recent[slot] != key) {
        recent[slot] = key;
        bits.addTwo(key);
      }
    }
  }

  /** The filter; only while {@link #add} has said that there is room. */
  LineFilter build() {
    return new LineFilter(sampling, bits.shrink(FULL), foreign);
  }
}
