package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.PackedNumbers;
import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.entry.EntryBatch;
import io.millrace.search.LiteralSearch;

/** Encodes the entries of one block. */
final class BlockEncoder {
  private static final LiteralSearch LINE_FEED = LiteralSearch.exact(new byte[] {'\n'});

  private final SectionCodec codec;
  private final ByteWriter directory = new ByteWriter();
  private final ByteWriter payload = new ByteWriter();
  private int sections;

  private BlockEncoder(SectionCodec codec) {
    this.codec = codec;
  }

  /**
   * Appends the block of entries {@code [from .. to)} to {@code out}.
   *
   * @return length of its head
   */
  static int encode(
      EntryBatch entries,
      int from,
      int to,
      SectionCodec codec,
      TemplateChoice templates,
      ByteWriter out) {
    BlockEncoder block = new BlockEncoder(codec);
    block.times(entries, from, to);
    block.sizes(entries, from, to);
    int headPayload = block.payload.size();
    block.lines(entries, from, to, templates);
    if (hasMetadata(entries, from, to)) {
      block.metadata(new MetadataEncoder(entries, from, to));
    }
    int start = out.size();
    out.u8(BlockSections.MARK).uvarint(to - from).uvarint(block.sections);
    out.bytes(block.directory);
    int head = out.size() - start + headPayload;
    out.bytes(block.payload);
    out.intBe(Crc32c.of(out.array(), start, out.size() - start));
    return head;
  }

  private static boolean hasMetadata(EntryBatch entries, int from, int to) {
    if (entries.hasNoMetadata()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!entries.metadata(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void times(EntryBatch entries, int from, int to) {
    section(Times.encode(entries, from, to, codec));
  }

  private void sizes(EntryBatch entries, int from, int to) {
    long[] sizes = new long[to - from];
    for (int i = from; i < to; i++) {
      int size = entries.lineEnd(i) - entries.lineStart(i);
      sizes[i - from] = size;
    }
    ByteWriter packed = new ByteWriter(2 * sizes.length);
    PackedNumbers.write(packed, sizes);
    section(Section.plain(SectionId.PACKED_SIZES, packed));
  }

  private void lines(EntryBatch entries, int from, int to, TemplateChoice templates) {
    boolean lineFeeds = containsLineFeed(entries, from, to);
    int terminator = lineFeeds ? 0 : 1;
    long bytes = 0;
    for (int i = from; i < to; i++) {
      bytes += entries.lineEnd(i) - entries.lineStart(i) + terminator;
    }
    byte[] column = new byte[Math.toIntExact(bytes)];
    ByteWriter lengths = new ByteWriter();
    int at = 0;
    for (int i = from; i < to; i++) {
      int start = entries.lineStart(i);
      int length = entries.lineEnd(i) - start;
      System.arraycopy(entries.lineBytes(), start, column, at, length);
      at += length;
      if (lineFeeds) {
        lengths.uvarint(length);
      } else {
        column[at++] = '\n';
      }
    }
    if (lineFeeds) {
      section(Section.of(SectionId.LINES, column, column.length, codec));
      section(Section.of(SectionId.LENGTHS, lengths, codec));
    } else {
      long[] timestamps = new long[to - from];
      for (int i = from; i < to; i++) {
        timestamps[i - from] = entries.timestamp(i);
      }
      templates.sections(column, timestamps, codec).forEach(this::section);
    }
  }

  private static boolean containsLineFeed(EntryBatch entries, int from, int to) {
    for (int i = from; i < to; i++) {
      if (LINE_FEED.isIn(entries.lineBytes(), entries.lineStart(i), entries.lineEnd(i))) {
        return true;
      }
    }
    return false;
  }

  private void metadata(MetadataEncoder metadata) {
    section(Section.of(SectionId.METADATA, metadata.head, codec));
    optionalSection(SectionId.SHAPES, metadata.shapeIds);
    optionalSection(SectionId.INDICES, metadata.indices);
    optionalSection(SectionId.DIGITS, metadata.digits);
    optionalSection(SectionId.TEXTS, metadata.texts);
  }

  private void optionalSection(int id, ByteWriter plain) {
    if (plain.size() > 0) {
      section(Section.of(id, plain, codec));
    }
  }

  private void section(Section section) {
    SectionCodec.Stored stored = section.stored();
    directory.u8(section.id()).u8(stored.codec());
    directory.uvarint(section.length()).uvarint(section.storedLength());
    payload.bytes(stored.bytes());
    sections++;
  }
}
