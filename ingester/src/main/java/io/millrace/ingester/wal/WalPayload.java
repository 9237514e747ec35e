package io.millrace.ingester.wal;

import io.millrace.bytes.FormatException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * A record's content as it is stored: compressed by the thread that pushes, so that the one thread
 * that writes has only to copy and to checksum.
 */
final class WalPayload {
  static final byte NONE = 0;
  static final byte LZ4 = 1;

  private static final int SMALLEST_COMPRESSED = 128;

  private final byte codec;
  private final byte[] stored;
  private final int storedBytes;
  private final int payloadBytes;

  /**
   * A payload as it stands in a segment.
   *
   * @param stored the bytes, in {@code stored[0 .. storedBytes)}; not copied
   * @param payloadBytes length without compression
   */
  WalPayload(byte codec, byte[] stored, int storedBytes, int payloadBytes) {
    this.codec = codec;
    this.stored = stored;
    this.storedBytes = storedBytes;
    this.payloadBytes = payloadBytes;
  }

  byte codec() {
    return codec;
  }

  byte[] stored() {
    return stored;
  }

  int storedBytes() {
    return storedBytes;
  }

  /** Length without compression. */
  int payloadBytes() {
    return payloadBytes;
  }

  static WalPayload of(byte[] payload, int length) {
    if (length < 1 || length > SegmentFormat.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    if (length >= SMALLEST_COMPRESSED) {
      var compressor = LZ4Factory.fastestInstance().fastCompressor();
      byte[] out = new byte[compressor.maxCompressedLength(length)];
      int size = compressor.compress(payload, 0, length, out, 0);
      if (size < length) {
        return new WalPayload(LZ4, out, size, length);
      }
    }
    return new WalPayload(NONE, Arrays.copyOf(payload, length), length, length);
  }

  /** The content again. */
  byte[] unpack() throws FormatException {
    if (codec == NONE && payloadBytes == storedBytes) {
      return storedBytes == stored.length ? stored : Arrays.copyOf(stored, storedBytes);
    }
    if (codec != LZ4) {
      throw FormatException.tooNew(0, "record with codec " + codec);
    }
    byte[] out = new byte[payloadBytes];
    try {
      int size =
          LZ4Factory.fastestInstance()
              .safeDecompressor()
              .decompress(stored, 0, storedBytes, out, 0);
      if (size != payloadBytes) {
        throw FormatException.mismatch(0, "length of a record's payload", payloadBytes, size);
      }
    } catch (LZ4Exception e) {
      throw FormatException.damaged(0, "record's payload: " + e.getMessage());
    }
    return out;
  }
}
