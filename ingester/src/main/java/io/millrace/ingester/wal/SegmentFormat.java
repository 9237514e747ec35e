package io.millrace.ingester.wal;

import io.millrace.bytes.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Names, headers and checksums of segment files; the layout stands in the package's description.
 */
final class SegmentFormat {
  static final String SUFFIX = ".wal";
  static final int HEADER_BYTES = 40;
  static final int RECORD_HEADER_BYTES = 24;
  static final int ALIGNMENT = 8;

  /** More than the largest push body that is accepted after compression. */
  static final int MAX_STORED_BYTES = 1 << 26;

  static final int MAX_PAYLOAD_BYTES = 1 << 28;

  private static final int MAGIC = 'M' | 'L' << 8 | 'W' << 16 | '1' << 24;
  private static final int VERSION = 1;
  private static final int GAP_BEFORE = 1;

  private SegmentFormat() {}

  /** What a segment's header says. */
  record Header(long number, long firstLsn, long salt, boolean gapBefore) {}

  static String fileName(long number) {
    return String.format("%016d%s", number, SUFFIX);
  }

  /** The number in a segment's file name; null when the file is no segment. */
  static @Nullable Long numberOf(String fileName) {
    if (!fileName.matches("\\d{16}\\" + SUFFIX)) {
      return null;
    }
    return Long.valueOf(fileName.substring(0, 16));
  }

  static ByteBuffer encode(Header header) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(VERSION);
    out.putLong(header.number()).putLong(header.firstLsn()).putLong(header.salt());
    out.putInt(header.gapBefore() ? GAP_BEFORE : 0);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return out.putInt((int) crc.getValue()).flip();
  }

  static Header decodeHeader(ByteBuffer in) throws FormatException {
    if (in.remaining() < HEADER_BYTES) {
      throw FormatException.damaged(0, "segment header cut short");
    }
    ByteBuffer header = in.slice(in.position(), HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != MAGIC) {
      throw FormatException.notRecognised(0, "not a segment of the write-ahead log");
    }
    if (header.getInt(4) != VERSION) {
      throw FormatException.tooNew(4, "segment version " + header.getInt(4));
    }
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, HEADER_BYTES - 4));
    int stored = header.getInt(HEADER_BYTES - 4);
    if ((int) crc.getValue() != stored) {
      throw FormatException.checksum(0, "segment header", stored, (int) crc.getValue());
    }
    boolean gapBefore = (header.getInt(32) & GAP_BEFORE) != 0;
    return new Header(header.getLong(8), header.getLong(16), header.getLong(24), gapBefore);
  }

  /** Bytes that a record with this much stored payload takes in the file. */
  static int recordBytes(int storedBytes) {
    return (RECORD_HEADER_BYTES + storedBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Writes a record's header and payload; the buffer is little-endian and has the room. */
  static void putRecord(ByteBuffer out, long salt, long lsn, WalPayload payload) {
    int start = out.position();
    out.putInt(payload.storedBytes());
    out.putInt(0);
    out.putLong(lsn);
    out.put(payload.codec()).put((byte) 0).putShort((short) 0);
    out.putInt(payload.payloadBytes());
    out.put(payload.stored(), 0, payload.storedBytes());
    out.putInt(start + 4, checksum(out, start, payload.storedBytes(), salt));
    int end = start + recordBytes(payload.storedBytes());
    while (out.position() < end) {
      out.put((byte) 0);
    }
  }

  /** The checksum of the record that starts at {@code start}. */
  static int checksum(ByteBuffer buffer, int start, int storedBytes, long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (salt >>> shift) & 0xFF);
    }
    crc.update(buffer.slice(start + 8, RECORD_HEADER_BYTES - 8 + storedBytes));
    return (int) crc.getValue();
  }
}
