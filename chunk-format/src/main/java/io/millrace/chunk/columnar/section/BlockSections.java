package io.millrace.chunk.columnar.section;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import org.jspecify.annotations.Nullable;

/** The sections of one block, whose checksum was verified; each is decompressed when asked for. */
public final class BlockSections {
  public static final int MARK = 0xB1;

  /** A block is cut at a few MiB, or behind the line that goes over it. */
  public static final int MAX_LENGTH = 1 << 27;

  private static final int MAX_SECTIONS = 64;
  private static final int IDS = 256;

  private final byte[] block;
  private final int entries;
  private final int[] codecs = new int[IDS];
  private final int[] lengths = new int[IDS];
  private final int[] storedLengths = new int[IDS];

  /** Zero when there is no such section. */
  private final int[] offsets = new int[IDS];

  /** What was decompressed before. */
  private final byte[] @Nullable [] decompressed = new byte[IDS] @Nullable [];

  /** All sections of the block in {@code block[0 .. length)}, its checksum excluded. */
  public static BlockSections ofBlock(byte[] block, int length) throws FormatException {
    return new BlockSections(block, length, true);
  }

  /** Those sections of a block that lie in its first bytes, {@code block[0 .. length)}. */
  public static BlockSections ofHead(byte[] block, int length) throws FormatException {
    return new BlockSections(block, length, false);
  }

  private BlockSections(byte[] block, int length, boolean whole) throws FormatException {
    this.block = block;
    ByteCursor in = new ByteCursor(block, 0, length);
    int mark = in.u8("block mark");
    if (mark != MARK) {
      throw FormatException.mismatch(0, "block mark", MARK, mark);
    }
    entries = in.count("entries", MAX_LENGTH);
    int count = in.count("sections", MAX_SECTIONS);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = directoryEntry(in);
    }
    for (int id : order) {
      if (!whole && storedLengths[id] > in.remaining()) {
        break;
      }
      offsets[id] = in.skip(storedLengths[id], "section");
    }
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the sections", 0, in.remaining());
    }
  }

  private int directoryEntry(ByteCursor in) throws FormatException {
    long at = in.offset();
    int id = in.u8("section number");
    if (id < SectionId.FIRST_OPTIONAL && !SectionId.isKnown(id)) {
      throw FormatException.tooNew(at, "section of unknown kind " + id);
    }
    codecs[id] = in.u8("section codec");
    lengths[id] = in.count("section length", MAX_LENGTH);
    storedLengths[id] = in.count("stored section length", MAX_LENGTH);
    return id;
  }

  public int entries() {
    return entries;
  }

  public boolean has(int id) {
    return offsets[id] != 0;
  }

  /** Length of the section when decompressed, as the directory says; zero when there is none. */
  public int length(int id) {
    return lengths[id];
  }

  /** The section's bytes. */
  public byte[] bytes(int id) throws FormatException {
    byte[] known = decompressed[id];
    if (known == null) {
      known = decompress(id, 0);
      decompressed[id] = known;
    }
    return known;
  }

  /** The section's bytes with so many more behind them. */
  public byte[] bytesWithSlack(int id, int slack) throws FormatException {
    return decompress(id, slack);
  }

  private byte[] decompress(int id, int slack) throws FormatException {
    if (!has(id)) {
      throw FormatException.damaged(0, "no section " + id);
    }
    return SectionCodec.decompress(
        codecs[id], block, offsets[id], storedLengths[id], lengths[id], slack);
  }
}
