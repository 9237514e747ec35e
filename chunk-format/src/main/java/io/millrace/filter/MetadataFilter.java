package io.millrace.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Says which pairs of structured metadata no entry of a chunk has.
 *
 * @param bits the hashes of all pairs
 */
public record MetadataFilter(BitFilter bits) {
  public static final int PROBES = 7;

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long FINISH = 0xBF58476D1CE4E5B9L;

  /** Eight bits a pair or more: at most two of a hundred absent pairs seem to be there. */
  private static final int BITS_PER_PAIR = 8;

  /** A stored filter. */
  public static MetadataFilter of(byte[] bits) {
    return new MetadataFilter(BitFilter.of(bits, PROBES));
  }

  /** The key of a pair. */
  public static long keyOf(String name, String value) {
    long hash = fnv(FNV_OFFSET, name.getBytes(StandardCharsets.UTF_8));
    hash *= FNV_PRIME; // the 0x00 between name and value
    hash = fnv(hash, value.getBytes(StandardCharsets.UTF_8)) * FINISH;
    return hash ^ (hash >>> 32);
  }

  private static long fnv(long seed, byte[] bytes) {
    long hash = seed;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  /** False only when no entry has the pair. */
  public boolean mayContain(String name, String value) {
    return bits.mayContain(keyOf(name, value));
  }

  /** Collects pairs; not safe for concurrent use. */
  public static final class Builder {
    private long[] keys = new long[64];
    private int count;

    /** Adds a pair; adding it again changes nothing. */
    public void add(String name, String value) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
      }
      keys[count++] = keyOf(name, value);
    }

    /** The filter of all pairs, or null when there is no pair or it would take too many bytes. */
    public @Nullable MetadataFilter build(int maxBytes) {
      long[] distinct = Arrays.stream(keys, 0, count).distinct().toArray();
      long wanted = Math.max(1L << BitFilter.MIN_LOG2_BITS, (long) BITS_PER_PAIR * distinct.length);
      int log2Bits = 64 - Long.numberOfLeadingZeros(wanted - 1);
      if (count == 0 || log2Bits > BitFilter.MAX_LOG2_BITS || (1L << (log2Bits - 3)) > maxBytes) {
        return null;
      }
      BitFilter bits = new BitFilter(log2Bits, PROBES);
      for (long key : distinct) {
        bits.add(key);
      }
      return new MetadataFilter(bits);
    }
  }
}
