package io.millrace.pack;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkKind;
import io.millrace.filter.BitFilter;
import io.millrace.labels.Labels;
import io.millrace.labels.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The directory of a pack, and its bytes before compression. */
record PackDirectory(List<PackedChunk> chunks, List<FilterGroup> groups, PackHistory history) {
  private static final int MAX_LABELS = 1 << 16;
  private static final int MAX_ENTRIES = Integer.MAX_VALUE;

  PackDirectory(List<PackedChunk> chunks, List<FilterGroup> groups) {
    this(chunks, groups, PackHistory.NONE);
  }

  void write(ByteWriter out) {
    Map<String, Integer> texts = texts();
    out.uvarint(texts.size());
    texts.keySet().forEach(out::utf8);
    out.uvarint(chunks.size());
    for (PackedChunk chunk : chunks) {
      writeChunk(out, chunk, texts);
    }
    out.uvarint(groups.size());
    for (FilterGroup group : groups) {
      out.u8(group.kind().id()).u8(group.log2Bits());
      out.uvarint(group.members().size()).uvarint(group.matrixOffset());
      for (FilterGroup.Member member : group.members()) {
        out.uvarint(member.chunk()).u8(member.foreignCaseFolds() ? 1 : 0);
      }
    }
    if (!history.isEmpty()) {
      writeTexts(out, history.replaces());
      writeTexts(out, history.erased());
    }
  }

  private static void writeTexts(ByteWriter out, List<String> texts) {
    out.uvarint(texts.size());
    texts.forEach(out::utf8);
  }

  private Map<String, Integer> texts() {
    Map<String, Integer> texts = new TreeMap<>(Utf8Order.COMPARATOR);
    for (PackedChunk chunk : chunks) {
      texts.put(chunk.tenant(), 0);
      chunk
          .labels()
          .forEach(
              (name, value) -> {
                texts.put(name, 0);
                texts.put(value, 0);
              });
    }
    int next = 0;
    for (Map.Entry<String, Integer> text : texts.entrySet()) {
      text.setValue(next++);
    }
    return texts;
  }

  private static void writeChunk(ByteWriter out, PackedChunk chunk, Map<String, Integer> texts) {
    out.u8(chunk.kind().id()).uvarint(indexOf(chunk.tenant(), texts));
    Labels labels = chunk.labels();
    out.uvarint(labels.size());
    labels.forEach(
        (name, value) -> out.uvarint(indexOf(name, texts)).uvarint(indexOf(value, texts)));
    out.uvarint(chunk.offset()).uvarint(chunk.length()).intBe(chunk.checksum());
    out.svarint(chunk.minTimestamp()).uvarint(chunk.maxTimestamp() - chunk.minTimestamp());
    out.uvarint(chunk.entries()).uvarint(chunk.lineBytes());
    out.uvarint(chunk.tail().length).bytes(chunk.tail());
  }

  private static int indexOf(String text, Map<String, Integer> texts) {
    return Objects.requireNonNull(texts.get(text));
  }

  /**
   * Reads a directory.
   *
   * @param dataEnd offset in the pack behind chunks and matrices
   */
  static PackDirectory parse(ByteCursor in, long dataEnd) throws FormatException {
    List<String> texts = texts(in);
    int chunkCount = in.count("chunks", in.remaining());
    List<PackedChunk> chunks = new ArrayList<>(chunkCount);
    for (int i = 0; i < chunkCount; i++) {
      chunks.add(chunk(in, texts, dataEnd));
    }
    int groupCount = in.count("filter groups", in.remaining());
    List<FilterGroup> groups = new ArrayList<>(groupCount);
    for (int i = 0; i < groupCount; i++) {
      groups.add(group(in, chunkCount, dataEnd));
    }
    PackHistory history =
        in.hasRemaining() ? new PackHistory(texts(in), texts(in)) : PackHistory.NONE;
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the directory", 0, in.remaining());
    }
    return new PackDirectory(List.copyOf(chunks), List.copyOf(groups), history);
  }

  private static List<String> texts(ByteCursor in) throws FormatException {
    int count = in.count("texts", in.remaining());
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.utf8("text"));
    }
    return texts;
  }

  private static PackedChunk chunk(ByteCursor in, List<String> texts, long dataEnd)
      throws FormatException {
    ChunkKind kind = chunkKind(in);
    String tenant = text(in, texts);
    Labels.Builder labels = new Labels.Builder();
    for (int pairs = in.count("labels", MAX_LABELS); pairs > 0; pairs--) {
      labels.set(text(in, texts), text(in, texts));
    }
    long at = in.offset();
    long offset = in.uvarint("chunk offset");
    int length = in.count("chunk length", Integer.MAX_VALUE);
    requireInside(at, "chunk", offset, length, dataEnd);
    int checksum = in.intBe("chunk checksum");
    long oldest = in.svarint("oldest timestamp");
    long newest = oldest + in.uvarint("time span");
    int entries = in.count("entries", MAX_ENTRIES);
    long lineBytes = in.uvarint("line bytes");
    byte[] tail = in.bytes(in.length("tail"), "tail");
    if (tail.length > length) {
      throw FormatException.damaged(at, "tail of " + tail.length + " in a chunk of " + length);
    }
    return new PackedChunk(
        kind,
        tenant,
        labels.build(),
        offset,
        length,
        checksum,
        oldest,
        newest,
        entries,
        lineBytes,
        tail);
  }

  private static FilterGroup group(ByteCursor in, int chunks, long dataEnd) throws FormatException {
    FilterGroup.Kind kind = filterKind(in);
    long at = in.offset();
    int log2Bits = in.u8("filter size");
    if (log2Bits > BitFilter.MAX_LOG2_BITS) {
      throw FormatException.tooLarge(at, "filter size", log2Bits, BitFilter.MAX_LOG2_BITS);
    }
    int memberCount = in.count("filters", chunks);
    long offset = in.uvarint("matrix offset");
    List<FilterGroup.Member> members = new ArrayList<>(memberCount);
    for (int i = 0; i < memberCount; i++) {
      int chunk = in.count("chunk index", chunks - 1);
      members.add(new FilterGroup.Member(chunk, (in.u8("filter flags") & 1) != 0));
    }
    FilterGroup group = new FilterGroup(kind, log2Bits, offset, List.copyOf(members));
    requireInside(at, "filter matrix", offset, group.storedBytes(), dataEnd);
    return group;
  }

  private static ChunkKind chunkKind(ByteCursor in) throws FormatException {
    long at = in.offset();
    int id = in.u8("chunk kind");
    for (ChunkKind kind : ChunkKind.values()) {
      if (kind.id() == id) {
        return kind;
      }
    }
    throw FormatException.tooNew(at, "chunk of unknown kind " + id);
  }

  private static FilterGroup.Kind filterKind(ByteCursor in) throws FormatException {
    long at = in.offset();
    int id = in.u8("filter kind");
    for (FilterGroup.Kind kind : FilterGroup.Kind.values()) {
      if (kind.id() == id) {
        return kind;
      }
    }
    throw FormatException.tooNew(at, "filter of unknown kind " + id);
  }

  private static String text(ByteCursor in, List<String> texts) throws FormatException {
    return texts.get(in.count("text index", texts.size() - 1));
  }

  private static void requireInside(long at, String what, long offset, long length, long end)
      throws FormatException {
    if (offset < 0 || offset > end || length > end - offset) {
      throw FormatException.damaged(
          at, what + " of " + length + " bytes at " + offset + " behind the data's end " + end);
    }
  }
}
