package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The LZ4 frame format with independent blocks, as in {@code lz4_Frame_format.md} of
 * github.com/lz4/lz4, version 1.6.2.
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int VERSION_1 = 1 << 6;
  private static final int VERSION_MASK = 3 << 6;
  private static final int INDEPENDENT = 1 << 5;
  private static final int BLOCK_CHECKSUM = 1 << 4;
  private static final int CONTENT_SIZE = 1 << 3;
  private static final int CONTENT_CHECKSUM = 1 << 2;
  private static final int DICTIONARY = 1;
  private static final int PLAIN_BLOCK = 1 << 31;

  private Lz4Frame() {}

  /** Decompresses the frame that is all that is left of {@code in}, to at most maxLength bytes. */
  static byte[] decompress(ByteCursor in, int maxLength) throws FormatException {
    XXHash32 hash = XXHashFactory.fastestInstance().hash32();
    LZ4SafeDecompressor lz4 = LZ4Factory.fastestInstance().safeDecompressor();
    long start = in.offset();
    if (in.intLe("lz4 magic") != MAGIC) {
      throw FormatException.notRecognised(start, "no lz4 frame");
    }
    int descriptor = in.position();
    int flags = in.u8("lz4 flags");
    int blockMax = blockMax(in);
    if ((flags & CONTENT_SIZE) != 0) {
      in.skip(8, "lz4 content size");
    }
    if ((flags & VERSION_MASK) != VERSION_1
        || (flags & INDEPENDENT) == 0
        || (flags & DICTIONARY) != 0) {
      throw FormatException.tooNew(start, "lz4 frame with flags " + flags);
    }
    int expected = (hash.hash(in.buffer(), descriptor, in.position() - descriptor, 0) >>> 8) & 0xFF;
    int found = in.u8("lz4 header checksum");
    if (expected != found) {
      throw FormatException.checksum(start, "lz4 header", expected, found);
    }
    ByteWriter out = new ByteWriter(Math.min(maxLength, 4 * in.remaining()));
    for (int size = in.intLe("lz4 block size"); size != 0; size = in.intLe("lz4 block size")) {
      block(in, size, blockMax, lz4, out, maxLength);
      if ((flags & BLOCK_CHECKSUM) != 0) {
        in.skip(4, "lz4 block checksum");
      }
    }
    if ((flags & CONTENT_CHECKSUM) != 0) {
      int content = in.intLe("lz4 content checksum");
      int actual = hash.hash(out.array(), 0, out.size(), 0);
      if (content != actual) {
        throw FormatException.checksum(in.offset(), "lz4 content", content, actual);
      }
    }
    return out.toByteArray();
  }

  private static int blockMax(ByteCursor in) throws FormatException {
    long at = in.offset();
    int code = (in.u8("lz4 block descriptor") >>> 4) & 7;
    if (code < 4) {
      throw FormatException.damaged(at, "lz4 block size code " + code);
    }
    return 1 << (2 * code + 8);
  }

  private static void block(
      ByteCursor in,
      int sizeField,
      int blockMax,
      LZ4SafeDecompressor lz4,
      ByteWriter out,
      int maxLength)
      throws FormatException {
    long at = in.offset();
    int size = sizeField & ~PLAIN_BLOCK;
    int start = in.skip(size, "lz4 block");
    int room = Math.min(blockMax, maxLength - out.size());
    if ((sizeField & PLAIN_BLOCK) != 0) {
      if (size > room) {
        throw FormatException.tooLarge(at, "lz4 block", size, room);
      }
      out.bytes(in.buffer(), start, size);
      return;
    }
    // LZ4 makes at most 255 bytes of one, so a small block needs no room for a large one.
    room = (int) Math.min(room, 255L * size);
    int outAt = out.room(room);
    try {
      out.advance(lz4.decompress(in.buffer(), start, size, out.array(), outAt, room));
    } catch (LZ4Exception e) {
      throw FormatException.damaged(at, "lz4 block that does not decompress to " + room);
    }
  }

  /** A frame without checksums, in blocks of at most {@code 2^(2 * sizeCode + 8)} bytes. */
  static byte[] compress(byte[] source, int offset, int length, int sizeCode) {
    LZ4Compressor lz4 = LZ4Factory.fastestInstance().fastCompressor();
    int blockMax = 1 << (2 * sizeCode + 8);
    ByteWriter out = new ByteWriter(length / 2 + 64);
    out.intLe(MAGIC).u8(VERSION_1 | INDEPENDENT).u8(sizeCode << 4);
    int descriptorHash = XXHashFactory.fastestInstance().hash32().hash(out.array(), 4, 2, 0);
    out.u8(descriptorHash >>> 8);
    for (int done = 0; done < length; done += blockMax) {
      int size = Math.min(blockMax, length - done);
      int head = out.size();
      out.intLe(0);
      int room = lz4.maxCompressedLength(size);
      int at = out.room(room);
      int compressed = lz4.compress(source, offset + done, size, out.array(), at, room);
      if (compressed < size) {
        out.advance(compressed);
        out.patchIntBe(head, Integer.reverseBytes(compressed));
      } else {
        out.bytes(source, offset + done, size);
        out.patchIntBe(head, Integer.reverseBytes(size | PLAIN_BLOCK));
      }
    }
    return out.intLe(0).toByteArray();
  }
}
