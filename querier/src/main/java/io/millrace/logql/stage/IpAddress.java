package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address.
 *
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits, or the 32 bits of IPv4
 */
record IpAddress(boolean v6, long high, long low) {

  /** The address that the bytes spell, strictly; null when they spell none. */
  static @Nullable IpAddress parse(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == ':') {
        return parse6(buffer, from, to);
      }
    }
    long bits = parse4(buffer, from, to);
    return bits < 0 ? null : new IpAddress(false, 0, bits);
  }

  private static long parse4(byte[] buffer, int from, int to) {
    long bits = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int value = 0;
      while (at < to && at - start < 3 && buffer[at] >= '0' && buffer[at] <= '9') {
        value = value * 10 + buffer[at++] - '0';
      }
      boolean leadingZero = at - start > 1 && buffer[start] == '0';
      if (at == start || value > 255 || leadingZero) {
        return -1;
      }
      bits = (bits << 8) | value;
      if (part < 3) {
        if (at >= to || buffer[at] != '.') {
          return -1;
        }
        at++;
      }
    }
    return at == to ? bits : -1;
  }

  private static @Nullable IpAddress parse6(byte[] buffer, int from, int to) {
    int[] words = new int[8];
    int count = 0;
    int gap = -1;
    int at = from;
    if (to - from >= 2 && buffer[from] == ':') {
      if (buffer[from + 1] != ':') {
        return null;
      }
      gap = 0;
      at = from + 2;
    }
    while (at < to) {
      int start = at;
      int value = 0;
      while (at < to && at - start < 4 && Character.digit(buffer[at], 16) >= 0) {
        value = value * 16 + Character.digit(buffer[at++], 16);
      }
      if (at < to && buffer[at] == '.') {
        long four = parse4(buffer, start, to);
        if (four < 0 || count > 6) {
          return null;
        }
        words[count++] = (int) (four >>> 16);
        words[count++] = (int) (four & 0xFFFF);
        at = to;
        break;
      }
      if (at == start || count == 8) {
        return null;
      }
      words[count++] = value;
      if (at == to) {
        break;
      }
      if (buffer[at] != ':' || at + 1 == to) {
        return null;
      }
      at++;
      if (buffer[at] == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    return build(words, count, gap);
  }

  private static @Nullable IpAddress build(int[] words, int count, int gap) {
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    int[] all = words;
    if (gap >= 0) {
      all = new int[8];
      System.arraycopy(words, 0, all, 0, gap);
      System.arraycopy(words, gap, all, 8 - (count - gap), count - gap);
    }
    long[] halves = new long[2];
    for (int i = 0; i < 8; i++) {
      halves[i / 4] = (halves[i / 4] << 16) | all[i];
    }
    return new IpAddress(true, halves[0], halves[1]);
  }

  static @Nullable IpAddress parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /** By value, unsigned; of two addresses of one family. */
  int compare(IpAddress other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** The address with the bits behind the first {@code length} cleared or set. */
  IpAddress masked(int length, boolean set) {
    int bits = v6 ? 128 : 32;
    long[] halves = {high, low};
    int[] sizes = {v6 ? 64 : 0, v6 ? 64 : 32};
    int left = Math.min(length, bits);
    long[] result = Arrays.copyOf(halves, 2);
    for (int i = 0; i < 2; i++) {
      int kept = Math.min(left, sizes[i]);
      left -= kept;
      int free = sizes[i] - kept;
      long mask = free == 0 ? 0 : free == 64 ? -1L : (1L << free) - 1;
      result[i] = set ? halves[i] | mask : halves[i] & ~mask;
    }
    return new IpAddress(v6, result[0], result[1]);
  }
}
