package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.PackedNumbers;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.chunk.columnar.template.TemplateDecoder;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.entry.MetadataColumn;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Decodes the bytes of one block. */
final class BlockDecoder {
  static final int CHECKSUM = 4;

  private final BlockSections sections;
  private final int entries;
  private final long lineBytes;
  private long @Nullable [] times;

  private BlockDecoder(BlockSections sections, BlockInfo info) throws FormatException {
    this.sections = sections;
    this.entries = sections.entries();
    this.lineBytes = info.lineBytes();
    if (entries != info.entries() || entries == 0) {
      throw FormatException.mismatch(0, "entries of the block", info.entries(), entries);
    }
  }

  /** Verifies a block and reads its directory. */
  static BlockDecoder ofBlock(byte[] block, ColumnarFooter.Block description)
      throws FormatException {
    int length = block.length - CHECKSUM;
    int stored = new ByteCursor(block, length, CHECKSUM).intBe("block checksum");
    int found = Crc32c.of(block, 0, length);
    if (stored != found) {
      throw FormatException.checksum(0, "block", stored, found);
    }
    if (description.checksum() != found) {
      throw FormatException.checksum(0, "block of another chunk", description.checksum(), found);
    }
    return new BlockDecoder(BlockSections.ofBlock(block, length), description.info());
  }

  /**
   * Verifies the head of a block and reads its directory: enough for {@link #outline}.
   *
   * @param block at least the bytes of the head
   */
  static BlockDecoder ofHead(byte[] block, ColumnarFooter.Block description)
      throws FormatException {
    ColumnarFooter.Head head = description.head();
    int found = Crc32c.of(block, 0, head.length());
    if (head.checksum() != found) {
      throw FormatException.checksum(0, "head of a block", head.checksum(), found);
    }
    return new BlockDecoder(BlockSections.ofHead(block, head.length()), description.info());
  }

  /** Times and sizes of the entries. */
  EntryOutline outline() throws FormatException {
    return hasSizes() ? new EntryOutline(times(), sizes()) : EntryOutline.of(entries());
  }

  /** Whether the sizes of lines stand apart from them, as they do from version 130 on. */
  private boolean hasSizes() {
    return sections.has(SectionId.PACKED_SIZES) || sections.has(SectionId.SIZES);
  }

  private int[] sizes() throws FormatException {
    return sections.has(SectionId.PACKED_SIZES) ? packedSizes() : sizesOfVersion130();
  }

  private int[] packedSizes() throws FormatException {
    ByteCursor in = new ByteCursor(sections.bytes(SectionId.PACKED_SIZES));
    long[] packed = new long[entries];
    PackedNumbers.read(in, packed, 0, entries);
    int[] sizes = new int[entries];
    long bytes = 0;
    long all = 0;
    for (int i = 0; i < entries; i++) {
      sizes[i] = (int) packed[i];
      bytes += packed[i];
      all |= packed[i];
    }
    // No size is negative or larger than an int if their union is not.
    if (all < 0 || all > Integer.MAX_VALUE || bytes != lineBytes || in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes of lines", lineBytes, bytes);
    }
    return sizes;
  }

  private int[] sizesOfVersion130() throws FormatException {
    ByteCursor in = new ByteCursor(sections.bytes(SectionId.SIZES));
    int[] sizes = new int[entries];
    long left = lineBytes;
    for (int i = 0; i < entries; i++) {
      sizes[i] = in.count("line size", (int) Math.min(Integer.MAX_VALUE, left));
      left -= sizes[i];
    }
    if (left != 0 || in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes of lines", lineBytes, lineBytes - left);
    }
    return sizes;
  }

  int size() {
    return entries;
  }

  /** Times of the entries; not to be changed. */
  long[] times() throws FormatException {
    long[] known = times;
    if (known == null) {
      known = Times.decode(sections.bytes(SectionId.TIMES), entries);
      times = known;
    }
    return known;
  }

  EntryBatch entries() throws FormatException {
    if (sections.has(SectionId.TEMPLATES)) {
      return entries(new TemplateDecoder(sections, times()));
    }
    long[] times = times();
    MetadataColumn metadata = metadata();
    boolean terminated = !sections.has(SectionId.LENGTHS);
    long expected = lineBytes + (terminated ? entries : 0);
    if (sections.length(SectionId.LINES) != expected) {
      throw FormatException.mismatch(
          0, "bytes of lines", expected, sections.length(SectionId.LINES));
    }
    byte[] lines = sections.bytes(SectionId.LINES);
    if (!terminated) {
      return withLengths(times, lines, metadata);
    }
    if (lines[lines.length - 1] != '\n') {
      throw FormatException.damaged(0, "lines do not end in a line feed");
    }
    return EntryBatch.ofTerminatedLines(entries, times, lines, 0, lines.length, metadata);
  }

  private @Nullable MetadataColumn metadata() throws FormatException {
    if (!sections.has(SectionId.METADATA)) {
      return null;
    }
    byte[] head = sections.bytes(SectionId.METADATA);
    return new MetadataDecoder(sections, head, entries).decode();
  }

  /** The block taken apart, or null when its lines are not stored as templates. */
  @Nullable TemplatedBlock templated() throws FormatException {
    return sections.has(SectionId.TEMPLATES)
        ? new TemplatedColumnarBlock(this, new TemplateDecoder(sections, times()))
        : null;
  }

  /** Times and metadata, with empty lines. */
  EntryBatch bareEntries() throws FormatException {
    int[] none = new int[entries];
    return EntryBatch.ofAscendingLines(entries, times(), new byte[0], none, none, metadata());
  }

  /** Bytes of all lines, each with a line feed. */
  int linesLength() throws FormatException {
    long length = lineBytes + entries;
    if (length > BlockSections.MAX_LENGTH) {
      throw FormatException.tooLarge(0, "bytes of lines", length, BlockSections.MAX_LENGTH);
    }
    return (int) length;
  }

  EntryBatch entries(TemplateDecoder templates) throws FormatException {
    int length = linesLength();
    byte[] lines = templates.lines(length);
    return EntryBatch.ofTerminatedLines(entries, times(), lines, 0, length, metadata());
  }

  /** Some of the entries. */
  EntryBatch entries(TemplateDecoder templates, BitSet wanted) throws FormatException {
    int count = wanted.cardinality();
    if (count == entries) {
      return entries(templates);
    }
    if (count == 0) {
      return EntryBatch.empty();
    }
    int[] indices = wanted.stream().toArray();
    if (!hasSizes()) {
      return entries(templates).select(indices);
    }
    long[] all = times();
    long[] wantedTimes = new long[count];
    for (int i = 0; i < count; i++) {
      wantedTimes[i] = all[indices[i]];
    }
    int[] ends = new int[count];
    byte[] lines = templates.lines(wanted, sizes(), ends);
    int[] starts = new int[count];
    for (int i = 1; i < count; i++) {
      starts[i] = ends[i - 1] + 1;
    }
    MetadataColumn metadata = metadata();
    return EntryBatch.ofAscendingLines(
        count,
        wantedTimes,
        lines,
        starts,
        ends,
        metadata == null ? null : metadata.select(indices));
  }

  private EntryBatch withLengths(long[] times, byte[] lines, @Nullable MetadataColumn metadata)
      throws FormatException {
    ByteCursor in = new ByteCursor(sections.bytes(SectionId.LENGTHS));
    int[] starts = new int[entries];
    int[] ends = new int[entries];
    int at = 0;
    for (int i = 0; i < entries; i++) {
      starts[i] = at;
      at += in.count("line length", lines.length - at);
      ends[i] = at;
    }
    if (at != lines.length || in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes of lines", lines.length, at);
    }
    return EntryBatch.ofAscendingLines(entries, times, lines, starts, ends, metadata);
  }
}
