package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunk that Loki has stored, or that {@link LokiChunkFormat} wrote: the whole object, or
 * the log chunk alone, which has no labels.
 */
public final class LokiChunkReader implements ChunkReader {
  static final int MAGIC = 0x012EE56A;
  private static final int NEWEST_VERSION = 4;
  private static final int CHECKSUM = 4;

  /** Loki cuts blocks at 256 KiB by default, or behind the line that goes over it. */
  private static final int MAX_BLOCK = 1 << 27;

  private static final int MAX_BLOCKS = 1 << 20;
  private static final int MAX_ENTRIES = 1 << 26;

  private final byte[] object;
  private final @Nullable LokiObjectMetadata metadata;
  private final int version;
  private final LokiEncoding encoding;
  private final @Nullable LokiSymbols symbols;
  private final List<BlockInfo> blocks;

  private LokiChunkReader(
      byte[] object,
      @Nullable LokiObjectMetadata metadata,
      int version,
      LokiEncoding encoding,
      @Nullable LokiSymbols symbols,
      List<BlockInfo> blocks) {
    this.object = object;
    this.metadata = metadata;
    this.version = version;
    this.encoding = encoding;
    this.symbols = symbols;
    this.blocks = blocks;
  }

  /** Whether the bytes begin as one of Loki's chunks does, as an object or as a log chunk alone. */
  public static boolean recognises(byte[] bytes) {
    if (bytes.length < 14) {
      return false;
    }
    boolean snappyStream =
        bytes[4] == (byte) 0xFF && bytes[5] == 6 && bytes[8] == 's' && bytes[13] == 'Y';
    return snappyStream || startsWithMagic(bytes);
  }

  private static boolean startsWithMagic(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == MAGIC >>> 24
        && bytes[1] == (byte) (MAGIC >>> 16)
        && bytes[2] == (byte) (MAGIC >>> 8)
        && bytes[3] == (byte) MAGIC;
  }

  /**
   * Opens a chunk; its blocks are verified when they are read.
   *
   * @param object not to be changed while the reader is in use
   * @throws FormatException when the bytes are not a chunk of Loki's, of a version above 4, or
   *     damaged outside of the blocks
   */
  public static LokiChunkReader open(byte[] object) throws FormatException {
    if (startsWithMagic(object)) {
      return openLogChunk(object, null, 0, object.length);
    }
    if (!recognises(object)) {
      throw FormatException.notRecognised(0, "no chunk of Loki's");
    }
    LokiObject envelope = LokiObject.parse(object);
    return openLogChunk(
        object, envelope.metadata(), envelope.chunkOffset(), envelope.chunkLength());
  }

  private static LokiChunkReader openLogChunk(
      byte[] object, @Nullable LokiObjectMetadata metadata, int base, int length)
      throws FormatException {
    ByteCursor in = new ByteCursor(object, base, length, base);
    if (in.intBe("magic") != MAGIC) {
      throw FormatException.notRecognised(base, "no log chunk");
    }
    int version = in.u8("version");
    if (version < 1 || version > NEWEST_VERSION) {
      throw FormatException.tooNew(base + 4, "log chunk of version " + version);
    }
    LokiEncoding encoding =
        version == 1 ? LokiEncoding.GZIP : LokiEncoding.of(in.u8("encoding"), base + 5);
    LokiChunkLayout layout = LokiChunkLayout.of(object, base, length, version);
    LokiSymbols symbols = version < 4 ? null : symbols(object, encoding, layout);
    List<BlockInfo> blocks = blockTable(object, base, version, layout, symbols);
    return new LokiChunkReader(object, metadata, version, encoding, symbols, blocks);
  }

  private static LokiSymbols symbols(byte[] object, LokiEncoding encoding, LokiChunkLayout layout)
      throws FormatException {
    int end = checked(object, layout.symbolsOffset(), layout.symbolsLength(), "symbols");
    ByteCursor in =
        new ByteCursor(
            object, layout.symbolsOffset(), end - layout.symbolsOffset(), layout.symbolsOffset());
    int count = in.count("symbols", MAX_ENTRIES);
    if (count == 0) {
      return new LokiSymbols();
    }
    try {
      byte[] strings =
          LokiCodec.decompress(encoding, object, in.position(), in.remaining(), MAX_BLOCK);
      return LokiSymbols.parse(new ByteCursor(strings), count);
    } catch (FormatException e) {
      throw FormatException.within(layout.symbolsOffset(), "symbols", e);
    }
  }

  private static List<BlockInfo> blockTable(
      byte[] object, int base, int version, LokiChunkLayout layout, @Nullable LokiSymbols symbols)
      throws FormatException {
    int end = checked(object, layout.tableOffset(), layout.tableLength(), "block table");
    ByteCursor in =
        new ByteCursor(
            object, layout.tableOffset(), end - layout.tableOffset(), layout.tableOffset());
    int count = in.count("blocks", MAX_BLOCKS);
    List<BlockInfo> blocks = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      int entries = in.count("entries", MAX_ENTRIES);
      long oldest = in.svarint("oldest timestamp");
      long newest = in.svarint("newest timestamp");
      long offset = in.uvarint("block offset");
      long uncompressed = version < 3 ? 0 : in.uvarint("uncompressed size");
      long at = in.offset();
      long length = in.uvarint("block length");
      long room = (long) layout.tableOffset() - base;
      if (offset < 0 || length < 0 || offset > room || length > room - offset - CHECKSUM) {
        throw FormatException.damaged(
            at,
            "block " + i + " of " + length + " bytes at " + offset + " is outside of the chunk");
      }
      // The blocks' own sizes hold 8 bytes for each pair already; the texts are the chunk's.
      long symbolBytes = i > 0 || symbols == null ? 0 : symbols.bytes();
      blocks.add(
          new BlockInfo(
              oldest,
              newest,
              entries,
              uncompressed,
              symbolBytes,
              base + offset,
              (int) length + CHECKSUM));
    }
    return List.copyOf(blocks);
  }

  /** Verifies a section that ends in its checksum, and returns the offset behind its content. */
  private static int checked(byte[] object, int offset, int length, String what)
      throws FormatException {
    int end = offset + length;
    int expected = new ByteCursor(object, end, CHECKSUM).intBe(what);
    int found = Crc32c.of(object, offset, length);
    if (expected != found) {
      throw FormatException.checksum(offset, what, expected, found);
    }
    return end;
  }

  @Override
  public String tenant() {
    return metadata == null ? "" : metadata.tenant();
  }

  /** The labels of the stream, without the {@code __name__="logs"} that Loki adds. */
  @Override
  public Labels labels() {
    return metadata == null ? Labels.empty() : metadata.streamLabels();
  }

  /** What stands in front of the log chunk; null when the log chunk was opened alone. */
  public @Nullable LokiObjectMetadata metadata() {
    return metadata;
  }

  /** Version of the log chunk: 1 to 4. */
  public int version() {
    return version;
  }

  public LokiEncoding encoding() {
    return encoding;
  }

  @Override
  public List<BlockInfo> blocks() {
    return blocks;
  }

  @Override
  public EntryBatch read(int block) throws FormatException {
    BlockInfo info = blocks.get(block);
    int offset = (int) info.offset();
    int length = info.storedBytes() - CHECKSUM;
    checked(object, offset, length, "block " + block);
    try {
      byte[] plain = LokiCodec.decompress(encoding, object, offset, length, MAX_BLOCK);
      return new LokiBlockDecoder(plain, symbols).decode(info.entries());
    } catch (FormatException e) {
      throw FormatException.within(offset, "block " + block, e);
    }
  }

  /** Loki's chunks have no filter, so this is always true. */
  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return true;
  }
}
