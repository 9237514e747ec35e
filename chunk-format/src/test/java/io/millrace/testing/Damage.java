package io.millrace.testing;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes as a bad disk or a bad network would. */
public final class Damage {
  private Damage() {}

  /** A damaged copy: flipped bits, overwritten bytes, a cut, an insertion, a moved run. */
  public static byte[] apply(byte[] intact, Random random) {
    byte[] bytes = intact.clone();
    int rounds = 1 + random.nextInt(3);
    for (int i = 0; i < rounds && bytes.length > 0; i++) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> Arrays.fill(bytes, at, at + length, (byte) 0xFF);
      case 3 -> Arrays.fill(bytes, at, at + length, (byte) 0);
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, at);
        for (int i = at; i < at + length; i++) {
          longer[i] = (byte) random.nextInt();
        }
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
      default -> {
        int to = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, at, bytes, to, length);
      }
    }
    return bytes;
  }
}
