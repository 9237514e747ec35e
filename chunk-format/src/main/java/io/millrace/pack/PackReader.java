package io.millrace.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.filter.LineFilter;
import io.millrace.filter.MetadataFilter;
import io.millrace.filter.Sampling;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Reads a pack by ranges. Safe for use by any number of threads. */
public final class PackReader {
  /** What is read first, from the end: the directories of most packs fit in. */
  public static final int TAIL_BYTES = 64 * 1024;

  private final RangeReader pack;
  private final PackDirectory directory;

  private PackReader(RangeReader pack, PackDirectory directory) {
    this.pack = pack;
    this.directory = directory;
  }

  /** Whether the bytes begin as a pack does. */
  public static boolean recognises(byte[] bytes) {
    return bytes.length >= PackTrailer.HEADER_BYTES
        && bytes[0] == 'M'
        && bytes[1] == 'L'
        && bytes[2] == 'R'
        && bytes[3] == 'P';
  }

  /**
   * Reads the directory: in one range of {@link #TAIL_BYTES} from the end, or in two.
   *
   * @throws FormatException when the bytes are not a pack, or its directory is damaged
   */
  public static PackReader open(RangeReader pack) throws IOException {
    long size = pack.size();
    int tailLength = (int) Math.min(TAIL_BYTES, size);
    byte[] tail = pack.read(size - tailLength, tailLength);
    PackTrailer trailer = PackTrailer.parse(tail, size);
    long tailStart = size - tailLength;
    int stored = trailer.directoryStored();
    byte[] bytes;
    if (trailer.directoryOffset() >= tailStart) {
      int from = (int) (trailer.directoryOffset() - tailStart);
      bytes = Arrays.copyOfRange(tail, from, from + stored);
    } else {
      bytes = pack.read(trailer.directoryOffset(), stored);
    }
    return new PackReader(pack, directory(bytes, trailer));
  }

  private static PackDirectory directory(byte[] stored, PackTrailer trailer)
      throws FormatException {
    long at = trailer.directoryOffset();
    int found = Crc32c.of(stored, 0, stored.length);
    if (found != trailer.directoryChecksum()) {
      throw FormatException.checksum(at, "pack directory", trailer.directoryChecksum(), found);
    }
    try {
      byte[] plain = Zstd.decompress(stored, trailer.directoryLength());
      if (plain.length != trailer.directoryLength()) {
        throw FormatException.mismatch(
            at, "directory length", trailer.directoryLength(), plain.length);
      }
      return PackDirectory.parse(new ByteCursor(plain), at);
    } catch (ZstdException e) {
      throw FormatException.damaged(at, "pack directory: " + e.getMessage());
    }
  }

  /** The chunks, in the order of tenant, labels and time. */
  public List<PackedChunk> chunks() {
    return directory.chunks();
  }

  /** Where the chunks come from. */
  public PackHistory history() {
    return directory.history();
  }

  /**
   * The bytes of one chunk.
   *
   * @throws FormatException when they do not match their checksum
   */
  public byte[] readChunk(int index) throws IOException {
    PackedChunk chunk = directory.chunks().get(index);
    byte[] bytes = pack.read(chunk.offset(), chunk.length());
    int found = Crc32c.of(bytes, 0, bytes.length);
    if (found != chunk.checksum()) {
      throw FormatException.checksum(chunk.offset(), "chunk " + index, chunk.checksum(), found);
    }
    return bytes;
  }

  /** Opens one chunk; a columnar one without reading its blocks. */
  public ChunkReader openChunk(int index) throws IOException {
    PackedChunk chunk = directory.chunks().get(index);
    return switch (chunk.kind()) {
      case LOKI -> LokiChunkReader.open(readChunk(index));
      case COLUMNAR -> ColumnarChunkReader.open(pack, chunk.offset(), chunk.length(), chunk.tail());
    };
  }

  /**
   * The chunks, by index, that may have a line with the literal; a chunk without a filter may.
   *
   * @param ignoreCase whether the literal matches in any case
   * @throws FormatException when a filter is damaged: any chunk may have such a line then
   */
  public BitSet mayContain(byte[] literal, boolean ignoreCase) throws IOException {
    boolean foreign = ignoreCase && LineFilter.hasForeignFolds(literal);
    BitSet found = allChunks();
    for (Sampling sampling : Sampling.values()) {
      long[] keys = LineFilter.keysOf(literal, sampling);
      retain(found, FilterGroup.Kind.of(sampling), keys, LineFilter.PROBES, foreign);
    }
    return found;
  }

  /** The chunks, by index, that may have an entry with this pair of structured metadata. */
  public BitSet mayContainMetadata(String name, String value) throws IOException {
    long[] keys = {MetadataFilter.keyOf(name, value)};
    BitSet found = allChunks();
    retain(found, FilterGroup.Kind.METADATA, keys, MetadataFilter.PROBES, false);
    return found;
  }

  /**
   * Reads every page of the filters.
   *
   * @throws FormatException when one is damaged
   */
  public void verifyFilters() throws IOException {
    for (FilterGroup group : directory.groups()) {
      group.new Rows(pack).verify();
    }
  }

  private BitSet allChunks() {
    BitSet all = new BitSet();
    all.set(0, directory.chunks().size());
    return all;
  }

  /** Removes chunks whose filter of the given kind lacks one of the keys. */
  private void retain(BitSet found, FilterGroup.Kind kind, long[] keys, int probes, boolean foreign)
      throws IOException {
    for (FilterGroup group : directory.groups()) {
      if (group.kind() != kind) {
        continue;
      }
      List<FilterGroup.Member> members = group.members();
      BitSet columns = new BitSet();
      columns.set(0, members.size());
      group.new Rows(pack).retain(columns, keys, probes);
      for (int i = 0; i < members.size(); i++) {
        FilterGroup.Member member = members.get(i);
        if (!columns.get(i) && !(foreign && member.foreignCaseFolds())) {
          found.clear(member.chunk());
        }
      }
    }
  }
}
