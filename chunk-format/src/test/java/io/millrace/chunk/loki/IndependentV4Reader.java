package io.millrace.chunk.loki;

import com.github.luben.zstd.ZstdInputStream;
import io.millrace.labels.Labels;
import io.millrace.testing.DumpedEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;

/**
 * A second reader of log chunks, written from the layout alone and without the code under test: it
 * shares only the snappy decoder, whose framing has tests of its own.
 */
final class IndependentV4Reader {
  private final ByteBuffer chunk;
  private int encoding;

  private IndependentV4Reader(ByteBuffer chunk) {
    this.chunk = chunk;
  }

  static List<DumpedEntry> read(byte[] object, Labels stream) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(object);
    in.position(in.getInt(0));
    int length = in.getInt();
    if (length != in.remaining()) {
      throw new IOException("data length " + length);
    }
    return new IndependentV4Reader(in.slice()).entries(stream);
  }

  private List<DumpedEntry> entries(Labels stream) throws IOException {
    if (chunk.getInt(0) != 0x012EE56A || chunk.get(4) != 4) {
      throw new IOException("no chunk of version 4");
    }
    encoding = chunk.get(5);
    int end = chunk.limit();
    long symbolsLength = chunk.getLong(end - 32);
    long symbolsOffset = chunk.getLong(end - 24);
    long tableLength = chunk.getLong(end - 16);
    long tableOffset = chunk.getLong(end - 8);

    ByteBuffer symbolSection = section(symbolsOffset, symbolsLength);
    long count = uvarint(symbolSection);
    ByteBuffer strings = decompress(symbolSection);
    List<String> symbols = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      symbols.add(new String(bytes(strings), StandardCharsets.UTF_8));
    }

    List<DumpedEntry> entries = new ArrayList<>();
    ByteBuffer table = section(tableOffset, tableLength);
    for (long blocks = uvarint(table); blocks > 0; blocks--) {
      long expected = uvarint(table);
      long oldest = varint(table);
      long newest = varint(table);
      long offset = uvarint(table);
      long ignoredSize = uvarint(table);
      ByteBuffer block = decompress(section(offset, uvarint(table)));
      int first = entries.size();
      while (block.hasRemaining()) {
        entries.add(entry(block, symbols, stream));
      }
      if (entries.size() - first != expected
          || entries.get(first).timestampNanos() != oldest
          || entries.getLast().timestampNanos() != newest
          || ignoredSize < 0) {
        throw new IOException("block table does not match the block");
      }
    }
    if (table.hasRemaining()) {
      throw new IOException("bytes behind the block table");
    }
    return entries;
  }

  private static DumpedEntry entry(ByteBuffer block, List<String> symbols, Labels stream) {
    long timestamp = varint(block);
    byte[] line = bytes(block);
    ByteBuffer rest = ByteBuffer.wrap(bytes(block));
    Labels.Builder metadata = new Labels.Builder();
    for (long pairs = uvarint(rest); pairs > 0; pairs--) {
      metadata.set(symbols.get((int) uvarint(rest)), symbols.get((int) uvarint(rest)));
    }
    return DumpedEntry.of(stream, timestamp, line, 0, line.length, metadata.build());
  }

  private ByteBuffer section(long offset, long length) throws IOException {
    ByteBuffer section = chunk.slice((int) offset, (int) length);
    CRC32C crc = new CRC32C();
    crc.update(section.duplicate());
    if ((int) crc.getValue() != chunk.getInt((int) (offset + length))) {
      throw new IOException("checksum at " + (offset + length));
    }
    return section;
  }

  private ByteBuffer decompress(ByteBuffer section) throws IOException {
    byte[] stored = new byte[section.remaining()];
    section.get(stored);
    ByteArrayInputStream in = new ByteArrayInputStream(stored);
    try (InputStream plain =
        switch (encoding) {
          case 0 -> in;
          case 1 -> new GZIPInputStream(in);
          case 3, 5, 6, 7 -> new LZ4FrameInputStream(in);
          case 4 ->
              new ByteArrayInputStream(
                  io.millrace.snappy.SnappyFrame.decompress(stored, 0, stored.length, 1 << 28));
          case 8 -> new InflaterInputStream(in, new Inflater(true));
          case 9 -> new ZstdInputStream(in);
          default -> throw new IOException("encoding " + encoding);
        }) {
      return ByteBuffer.wrap(plain.readAllBytes());
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) uvarint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long uvarint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  private static long varint(ByteBuffer in) {
    long coded = uvarint(in);
    return (coded >>> 1) ^ -(coded & 1);
  }
}
