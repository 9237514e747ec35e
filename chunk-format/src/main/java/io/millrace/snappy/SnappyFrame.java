package io.millrace.snappy;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import java.util.Arrays;

/** The snappy framing format: a stream of checksummed chunks. All methods are thread-safe. */
public final class SnappyFrame {
  private static final byte[] STREAM_HEADER = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
  private static final int COMPRESSED = 0x00;
  private static final int PLAIN = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int STREAM_ID = 0xFF;
  private static final int MAX_CHUNK = 1 << 16;

  private SnappyFrame() {}

  /**
   * Decompresses the stream in {@code stream[offset .. offset + length)}.
   *
   * @param maxLength the most bytes that the stream may decompress to
   */
  public static byte[] decompress(byte[] stream, int offset, int length, int maxLength)
      throws FormatException {
    ByteCursor in = new ByteCursor(stream, offset, length);
    ByteWriter out = new ByteWriter(Math.min(maxLength, 4 * length));
    boolean opened = false;
    while (in.hasRemaining()) {
      long at = in.offset();
      int head = Integer.reverseBytes(in.intBe("snappy chunk"));
      int type = head & 0xFF;
      int size = head >>> 8;
      int start = in.skip(size, "snappy chunk");
      if (type == STREAM_ID) {
        requireStreamId(stream, start, size, at);
        opened = true;
      } else if (!opened) {
        throw FormatException.notRecognised(at, "no snappy stream");
      } else if (type == COMPRESSED || type == PLAIN) {
        chunk(new ByteCursor(stream, start, size, at + 4), type, out, maxLength);
      } else if (type < FIRST_SKIPPABLE) {
        throw FormatException.tooNew(at, "snappy chunk of unknown type " + type);
      }
    }
    return out.toByteArray();
  }

  private static void requireStreamId(byte[] stream, int start, int size, long at)
      throws FormatException {
    if (!Arrays.equals(stream, start, start + size, STREAM_HEADER, 4, STREAM_HEADER.length)) {
      throw FormatException.damaged(at, "snappy stream identifier");
    }
  }

  private static void chunk(ByteCursor in, int type, ByteWriter out, int maxLength)
      throws FormatException {
    long at = in.offset();
    int expected = in.intLe("snappy checksum");
    byte[] stream = in.buffer();
    int start = in.position();
    int size = in.remaining();
    long plain = type == PLAIN ? size : SnappyBlock.decompressedLength(stream, start, size);
    if (plain > MAX_CHUNK) {
      throw FormatException.tooLarge(at, "snappy chunk", plain, MAX_CHUNK);
    }
    if (plain > maxLength - out.size()) {
      throw FormatException.tooLarge(at, "snappy stream", out.size() + plain, maxLength);
    }
    int outAt = out.room((int) plain);
    if (type == PLAIN) {
      System.arraycopy(stream, start, out.array(), outAt, size);
    } else {
      SnappyDecoder.decode(stream, start, size, out.array(), outAt, outAt + (int) plain);
    }
    int found = Crc32c.masked(out.array(), outAt, (int) plain);
    if (found != expected) {
      throw FormatException.checksum(at, "snappy chunk", expected, found);
    }
    out.advance((int) plain);
  }

  /** Compresses {@code source[offset .. offset + length)} into a stream of its own. */
  public static byte[] compress(byte[] source, int offset, int length) {
    SnappyEncoder encoder = new SnappyEncoder();
    ByteWriter out = new ByteWriter(length / 2 + 64);
    out.bytes(STREAM_HEADER);
    for (int done = 0; done < length; done += MAX_CHUNK) {
      int size = Math.min(MAX_CHUNK, length - done);
      int head = out.size();
      out.intLe(0);
      out.intLe(Crc32c.masked(source, offset + done, size));
      int at = out.room(SnappyBlock.maxCompressedLength(size));
      int compressed = encoder.encode(source, offset + done, size, out.array(), at);
      int type = COMPRESSED;
      if (compressed < size - size / 8) {
        out.advance(compressed);
      } else {
        type = PLAIN;
        out.bytes(source, offset + done, size);
      }
      int chunkLength = out.size() - head - 4;
      out.patchIntBe(head, Integer.reverseBytes((chunkLength << 8) | type));
    }
    return out.toByteArray();
  }
}
