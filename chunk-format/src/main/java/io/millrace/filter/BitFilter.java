package io.millrace.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A Bloom filter of a power of two of bits. Not to be changed once it is shared.
 *
 * @see io.millrace.filter
 */
public final class BitFilter {
  /** The smallest filter is one machine word. */
  public static final int MIN_LOG2_BITS = 6;

  public static final int MAX_LOG2_BITS = 24;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long[] MULTIPLIERS = multipliers(8);

  private static final long FIRST_MULTIPLIER = MULTIPLIERS[0];
  private static final long SECOND_MULTIPLIER = MULTIPLIERS[1];

  private final byte[] bits;
  private final int log2Bits;
  private final int probes;

  /** An empty filter. */
  BitFilter(int log2Bits, int probes) {
    this(new byte[1 << (checkedLog2(log2Bits) - 3)], log2Bits, probes);
  }

  private BitFilter(byte[] bits, int log2Bits, int probes) {
    this.bits = bits;
    this.log2Bits = log2Bits;
    this.probes = probes;
  }

  private static int checkedLog2(int log2Bits) {
    if (log2Bits < MIN_LOG2_BITS || log2Bits > MAX_LOG2_BITS) {
      throw new IllegalArgumentException("a filter of 2^" + log2Bits + " bits");
    }
    return log2Bits;
  }

  private static long[] multipliers(int count) {
    long[] values = new long[count];
    long state = 0;
    for (int i = 0; i < count; i++) {
      state += 0x9E3779B97F4A7C15L;
      long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
      values[i] = (mixed ^ (mixed >>> 31)) | 1;
    }
    return values;
  }

  /** The bit that a probe of a key sets in a filter of {@code 2^log2Bits} bits. */
  public static int bitOf(long key, int probe, int log2Bits) {
    return (int) ((key * MULTIPLIERS[probe]) >>> (64 - log2Bits));
  }

  /** Whether a filter may have this many bytes. */
  public static boolean isLength(int bytes) {
    return Integer.bitCount(bytes) == 1
        && bytes >= 1 << (MIN_LOG2_BITS - 3)
        && bytes <= 1 << (MAX_LOG2_BITS - 3);
  }

  /** A filter that was stored. */
  static BitFilter of(byte[] bits, int probes) {
    if (!isLength(bits.length)) {
      throw new IllegalArgumentException("a filter of " + bits.length + " bytes");
    }
    return new BitFilter(bits, Integer.numberOfTrailingZeros(bits.length) + 3, probes);
  }

  void add(long key) {
    for (int probe = 0; probe < probes; probe++) {
      int bit = bitOf(key, probe, log2Bits);
      bits[bit >>> 3] |= (byte) (1 << (bit & 7));
    }
  }

  /** As {@link #add} for two probes: unrolled, which doubles the speed of building a filter. */
  void addTwo(long key) {
    int shift = 64 - log2Bits;
    int first = (int) ((key * FIRST_MULTIPLIER) >>> shift);
    bits[first >>> 3] |= (byte) (1 << (first & 7));
    int second = (int) ((key * SECOND_MULTIPLIER) >>> shift);
    bits[second >>> 3] |= (byte) (1 << (second & 7));
  }

  /** False only when the key was not added. */
  boolean mayContain(long key) {
    for (int probe = 0; probe < probes; probe++) {
      int bit = bitOf(key, probe, log2Bits);
      if ((bits[bit >>> 3] >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The filter's bytes; not to be changed. */
  public byte[] bits() {
    return bits;
  }

  public int log2Bits() {
    return log2Bits;
  }

  public int probes() {
    return probes;
  }

  /** Part of the bits that are set, 0 to 1. */
  double fill() {
    long set = 0;
    for (int i = 0; i < bits.length; i += 8) {
      set += Long.bitCount((long) LONG.get(bits, i));
    }
    return set / (8.0 * bits.length);
  }

  /** The smallest filter that is at most {@code maxFill} full, got by halving this one. */
  BitFilter shrink(double maxFill) {
    BitFilter filter = this;
    while (filter.log2Bits > MIN_LOG2_BITS) {
      BitFilter half = filter.halve();
      if (half.fill() > maxFill) {
        break;
      }
      filter = half;
    }
    return filter;
  }

  /** A filter of half the size that has every key of this one; not of the smallest. */
  BitFilter halve() {
    byte[] half = new byte[bits.length / 2];
    // Eight bytes at a time, by an instruction that most machines have: ten times as fast as byte
    // by byte.
    for (int i = 0; i < half.length; i += 8) {
      long low = orOfPairs((long) LONG.get(bits, 2 * i));
      long high = orOfPairs((long) LONG.get(bits, 2 * i + 8));
      LONG.set(half, i, low | high << 32);
    }
    return new BitFilter(half, log2Bits - 1, probes);
  }

  /** 32 bits, each the OR of two neighbours of the 64 given. */
  private static long orOfPairs(long word) {
    return Long.compress(word | word >>> 1, 0x5555_5555_5555_5555L);
  }
}
