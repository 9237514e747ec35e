package io.millrace.bytes;

import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli), the checksum of every format here. */
public final class Crc32c {
  private static final int MASK_DELTA = 0xa282ead8;

  private Crc32c() {}

  public static int of(byte[] buffer, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer, offset, length);
    return (int) crc.getValue();
  }

  /** The checksum as the snappy framing format stores it: rotated and offset. */
  public static int masked(byte[] buffer, int offset, int length) {
    return Integer.rotateRight(of(buffer, offset, length), 15) + MASK_DELTA;
  }
}
