package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ValueCount;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tail of a chunk: what it holds, and where; written in the newest version. */
record ColumnarFooter(
    int version, String tenant, Labels labels, List<Block> blocks, List<StoredFilter> filters) {
  static final int MAGIC = 0x012EE56A;
  static final int VERSION = 132;

  /** The first version; its footer does not tell metadata bytes and heads. */
  static final int OLDEST_VERSION = 129;

  static final int HEADER_BYTES = 5;
  static final int TRAILER_BYTES = 17;

  /** What of the trailer the checksum covers. */
  private static final int TRAILER_CHECKED = 9;

  private static final int MAX_LABELS = 1 << 16;

  /**
   * A block.
   *
   * @param counts by metadata name, the entries of each value
   */
  record Block(BlockInfo info, int checksum, Head head, Map<String, List<ValueCount>> counts) {}

  /**
   * The first bytes of a block, which tell times and sizes of its entries.
   *
   * @param length zero in version 129, whose blocks are read as a whole
   */
  record Head(int length, int checksum) {
    static final Head NONE = new Head(0, 0);
  }

  /**
   * A filter inside of the chunk.
   *
   * @param kind 0 for lines, 1 for metadata, 2 for lines sampled sparsely
   */
  record StoredFilter(int kind, boolean foreignCaseFolds, int offset, int length, int checksum) {
    static final int LINES = 0;
    static final int METADATA = 1;
    static final int SPARSE_LINES = 2;
  }

  /** Appends footer and trailer to a chunk. */
  void write(ByteWriter chunk) {
    int start = chunk.size();
    chunk.utf8(tenant).uvarint(labels.size());
    labels.forEach((name, value) -> chunk.utf8(name).utf8(value));
    chunk.uvarint(blocks.size());
    for (Block block : blocks) {
      BlockInfo info = block.info();
      chunk.uvarint(info.offset()).uvarint(info.storedBytes()).intBe(block.checksum());
      chunk.uvarint(info.entries()).svarint(info.minTimestamp());
      chunk.uvarint(info.maxTimestamp() - info.minTimestamp()).uvarint(info.lineBytes());
      chunk.uvarint(info.metadataBytes());
      chunk.uvarint(block.head().length()).intBe(block.head().checksum());
      chunk.uvarint(block.counts().size());
      block.counts().forEach((name, values) -> writeCounts(chunk, name, values));
    }
    chunk.uvarint(filters.size());
    for (StoredFilter filter : filters) {
      chunk.u8(filter.kind()).u8(filter.foreignCaseFolds() ? 1 : 0);
      chunk.uvarint(filter.offset()).uvarint(filter.length()).intBe(filter.checksum());
    }
    int footerLength = chunk.size() - start;
    chunk.intBe(footerLength).intBe(chunk.size() - 4 + TRAILER_BYTES).u8(VERSION);
    chunk.intBe(Crc32c.of(chunk.array(), start, footerLength + TRAILER_CHECKED)).intBe(MAGIC);
  }

  private static void writeCounts(ByteWriter out, String name, List<ValueCount> values) {
    out.utf8(name).uvarint(values.size());
    for (ValueCount value : values) {
      out.utf8(value.value()).uvarint(value.entries()).uvarint(value.lineBytes());
    }
  }

  /**
   * Reads the tail of a chunk.
   *
   * @param tail the chunk's last bytes, at least footer and trailer
   * @param chunkLength length of the whole chunk
   */
  static ColumnarFooter parse(byte[] tail, int chunkLength) throws FormatException {
    if (tail.length < TRAILER_BYTES || chunkLength < tail.length) {
      throw FormatException.notRecognised(0, "no chunk: " + tail.length + " bytes");
    }
    int trailerAt = tail.length - TRAILER_BYTES;
    long offset = (long) chunkLength - TRAILER_BYTES;
    ByteCursor trailer = new ByteCursor(tail, trailerAt, TRAILER_BYTES, offset);
    int footerLength = trailer.intBe("footer length");
    int declaredLength = trailer.intBe("chunk length");
    int version = trailer.u8("version");
    int expected = trailer.intBe("footer checksum");
    if (trailer.intBe("magic") != MAGIC) {
      throw FormatException.notRecognised(offset, "no chunk: its end has no magic number");
    }
    if (version < OLDEST_VERSION || version > VERSION) {
      throw FormatException.tooNew(offset + 8, "columnar chunk of version " + version);
    }
    if (declaredLength != chunkLength) {
      throw FormatException.mismatch(offset, "chunk length", declaredLength, chunkLength);
    }
    if (footerLength < 0 || footerLength > trailerAt) {
      throw FormatException.damaged(offset, "footer of " + footerLength + " bytes");
    }
    int start = trailerAt - footerLength;
    int found = Crc32c.of(tail, start, footerLength + TRAILER_CHECKED);
    if (expected != found) {
      throw FormatException.checksum(offset, "footer", expected, found);
    }
    return new Parser(new ByteCursor(tail, start, footerLength, offset - footerLength), version)
        .footer(chunkLength - TRAILER_BYTES - footerLength);
  }

  /** Reads a footer whose checksum was verified. */
  private record Parser(ByteCursor in, int version) {
    ColumnarFooter footer(int dataEnd) throws FormatException {
      String tenant = in.utf8("tenant");
      Labels.Builder labels = new Labels.Builder();
      for (int pairs = in.count("labels", MAX_LABELS); pairs > 0; pairs--) {
        labels.set(in.utf8("label name"), in.utf8("label value"));
      }
      int blockCount = in.count("blocks", in.remaining());
      List<Block> blocks = new ArrayList<>(blockCount);
      for (int i = 0; i < blockCount; i++) {
        blocks.add(block(dataEnd));
      }
      int filterCount = in.count("filters", in.remaining());
      List<StoredFilter> filters = new ArrayList<>(filterCount);
      for (int i = 0; i < filterCount; i++) {
        filters.add(filter(dataEnd));
      }
      if (in.hasRemaining()) {
        throw FormatException.mismatch(in.offset(), "bytes behind the footer", 0, in.remaining());
      }
      return new ColumnarFooter(
          version, tenant, labels.build(), List.copyOf(blocks), List.copyOf(filters));
    }

    private Block block(int dataEnd) throws FormatException {
      int offset = in.count("block offset", dataEnd);
      int length = in.count("block length", dataEnd - offset);
      if (length < BlockDecoder.CHECKSUM) {
        throw FormatException.damaged(in.offset(), "block of " + length + " bytes");
      }
      int checksum = in.intBe("block checksum");
      int entries = in.count("entries", Integer.MAX_VALUE);
      long oldest = in.svarint("oldest timestamp");
      long newest = oldest + in.uvarint("time span");
      long lineBytes = in.uvarint("line bytes");
      long metadataBytes =
          version == OLDEST_VERSION ? BlockInfo.UNKNOWN : in.uvarint("metadata bytes");
      Head head =
          version == OLDEST_VERSION
              ? Head.NONE
              : new Head(in.count("head length", length), in.intBe("head checksum"));
      Map<String, List<ValueCount>> counts = new TreeMap<>();
      for (int names = in.count("counted names", in.remaining()); names > 0; names--) {
        String name = in.utf8("counted name");
        int valueCount = in.count("counted values", in.remaining());
        List<ValueCount> values = new ArrayList<>(valueCount);
        for (int i = 0; i < valueCount; i++) {
          String value = in.utf8("counted value");
          values.add(new ValueCount(value, in.count("entries", entries), in.uvarint("line bytes")));
        }
        counts.put(name, List.copyOf(values));
      }
      BlockInfo info =
          new BlockInfo(oldest, newest, entries, lineBytes, metadataBytes, offset, length);
      return new Block(info, checksum, head, counts);
    }

    private StoredFilter filter(int dataEnd) throws FormatException {
      int kind = in.u8("filter kind");
      boolean foreign = (in.u8("filter flags") & 1) != 0;
      int offset = in.count("filter offset", dataEnd);
      int length = in.count("filter length", dataEnd - offset);
      return new StoredFilter(kind, foreign, offset, length, in.intBe("filter checksum"));
    }
  }
}
