package io.millrace.ingester.wal;

import io.millrace.bytes.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one segment from front to back, and finds its way behind damage. Used by one thread. */
final class SegmentReader {
  /** LSNs this far ahead of the last good one are taken for garbage when looking for a record. */
  private static final long LARGEST_PLAUSIBLE_JUMP = 1L << 24;

  private final SeekableByteChannel channel;
  private final long fileBytes;
  private final SegmentFormat.Header header;

  /** The part of the file that {@link #fill} has read last. */
  private ByteBuffer window = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

  private long windowStart;

  /**
   * A stretch of the file that is no record although records follow it.
   *
   * @param lastLsnBefore LSN of the last good record before it
   * @param firstLsnBehind LSN of the first good record behind it
   */
  record Damage(long offset, long bytes, long lastLsnBefore, long firstLsnBehind) {}

  /**
   * What a segment held.
   *
   * @param lastLsn of the last record; one less than the first LSN when there is none
   * @param tornBytes bytes behind the last record that are neither a record nor zeros
   */
  record Summary(
      SegmentFormat.Header header,
      long records,
      long lastLsn,
      long tornBytes,
      List<Damage> damages) {}

  /**
   * Opens the segment.
   *
   * @throws FormatException when the header is no header
   */
  SegmentReader(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.fileBytes = channel.size();
    window.limit(0);
    this.header = SegmentFormat.decodeHeader(fill(0, SegmentFormat.HEADER_BYTES));
  }

  SegmentFormat.Header header() {
    return header;
  }

  Summary read(RecordVisitor visitor) throws IOException {
    List<Damage> damages = new ArrayList<>();
    long records = 0;
    long lastLsn = header.firstLsn() - 1;
    long offset = SegmentFormat.HEADER_BYTES;
    while (true) {
      FoundRecord record = recordAt(offset, lastLsn, 1);
      if (record == null) {
        FoundRecord next = findRecord(offset + SegmentFormat.ALIGNMENT, lastLsn);
        if (next == null) {
          return new Summary(header, records, lastLsn, tornBytes(offset), damages);
        }
        damages.add(new Damage(offset, next.offset() - offset, lastLsn, next.lsn()));
        record = next;
      }
      visitor.record(record.lsn(), record.payload().unpack());
      records++;
      lastLsn = record.lsn();
      offset = record.offset() + SegmentFormat.recordBytes(record.payload().storedBytes());
    }
  }

  private record FoundRecord(long offset, long lsn, WalPayload payload) {}

  private @Nullable FoundRecord findRecord(long from, long lastLsn) throws IOException {
    for (long offset = from;
        offset + SegmentFormat.RECORD_HEADER_BYTES <= fileBytes;
        offset += SegmentFormat.ALIGNMENT) {
      FoundRecord record = recordAt(offset, lastLsn, LARGEST_PLAUSIBLE_JUMP);
      if (record != null) {
        return record;
      }
    }
    return null;
  }

  /** The record at an offset, if its LSN is one to {@code maxJump} above the last one. */
  private @Nullable FoundRecord recordAt(long offset, long lastLsn, long maxJump)
      throws IOException {
    ByteBuffer head = fill(offset, SegmentFormat.RECORD_HEADER_BYTES);
    if (head.remaining() < SegmentFormat.RECORD_HEADER_BYTES) {
      return null;
    }
    int at = head.position();
    int stored = head.getInt(at);
    int checksum = head.getInt(at + 4);
    long lsn = head.getLong(at + 8);
    byte codec = head.get(at + 16);
    int payloadBytes = head.getInt(at + 20);
    if (stored < 1
        || stored > SegmentFormat.MAX_STORED_BYTES
        || stored > fileBytes - offset - SegmentFormat.RECORD_HEADER_BYTES
        || payloadBytes < 1
        || payloadBytes > SegmentFormat.MAX_PAYLOAD_BYTES
        || lsn <= lastLsn
        || lsn - lastLsn > maxJump) {
      return null;
    }
    ByteBuffer whole = fill(offset, SegmentFormat.RECORD_HEADER_BYTES + stored);
    int start = whole.position();
    if (SegmentFormat.checksum(whole, start, stored, header.salt()) != checksum) {
      return null;
    }
    byte[] bytes = new byte[stored];
    whole.get(start + SegmentFormat.RECORD_HEADER_BYTES, bytes);
    return new FoundRecord(offset, lsn, new WalPayload(codec, bytes, stored, payloadBytes));
  }

  /** Zeros at the end are preallocated space, not a torn write. */
  private long tornBytes(long from) throws IOException {
    long lastNonZero = from;
    for (long offset = from; offset < fileBytes; ) {
      ByteBuffer part = fill(offset, (int) Math.min(1 << 16, fileBytes - offset));
      for (int i = 0; i < part.remaining(); i++) {
        if (part.get(part.position() + i) != 0) {
          lastNonZero = offset + i + 1;
        }
      }
      offset += Math.max(1, part.remaining());
    }
    return lastNonZero - from;
  }

  /** Up to {@code length} bytes from {@code offset}; fewer only at the end of the file. */
  private ByteBuffer fill(long offset, int length) throws IOException {
    boolean inside = offset >= windowStart && offset + length <= windowStart + window.limit();
    if (!inside) {
      if (window.capacity() < length) {
        window = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      }
      window.clear();
      windowStart = offset;
      channel.position(offset);
      while (window.hasRemaining() && channel.read(window) >= 0) {
        // Reads until the window is full or the file ends.
      }
      window.flip();
    }
    int start = (int) (offset - windowStart);
    int end = Math.min(start + length, window.limit());
    ByteBuffer view = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    view.position(Math.min(start, end)).limit(end);
    return view;
  }
}
