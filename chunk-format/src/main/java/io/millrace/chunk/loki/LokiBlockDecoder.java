package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the entries of a decompressed block apart; the lines stay where they are. */
final class LokiBlockDecoder {
  private final ByteCursor in;
  private final @Nullable LokiSymbols symbols;
  private final List<Labels> metadataSets = new ArrayList<>(List.of(Labels.empty()));

  /** Sets by the bytes that encode them: most blocks repeat a few. */
  private final Map<ByteBuffer, Integer> setIds = new HashMap<>();

  /**
   * A decoder of one block.
   *
   * @param symbols null before version 4, whose entries have no metadata
   */
  LokiBlockDecoder(byte[] block, @Nullable LokiSymbols symbols) {
    this.in = new ByteCursor(block);
    this.symbols = symbols;
  }

  EntryBatch decode(int entries) throws FormatException {
    // No entry takes less than two bytes.
    if (entries > in.remaining() / 2) {
      throw FormatException.damaged(
          0, entries + " entries in a block of " + in.remaining() + " bytes");
    }
    long[] timestamps = new long[entries];
    int[] starts = new int[entries];
    int[] ends = new int[entries];
    int @Nullable [] refs = symbols == null ? null : new int[entries];
    boolean anyMetadata = false;
    for (int i = 0; i < entries; i++) {
      timestamps[i] = in.svarint("timestamp");
      if (i > 0 && timestamps[i] < timestamps[i - 1]) {
        throw FormatException.damaged(in.offset(), "timestamp before that of the entry before");
      }
      int length = in.length("line length");
      starts[i] = in.skip(length, "line");
      ends[i] = starts[i] + length;
      if (refs != null && symbols != null) {
        refs[i] = metadata(symbols);
        anyMetadata |= refs[i] != 0;
      }
    }
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the entries", 0, in.remaining());
    }
    return new EntryBatch(
        entries,
        timestamps,
        in.buffer(),
        starts,
        ends,
        anyMetadata ? refs : null,
        List.copyOf(metadataSets));
  }

  private int metadata(LokiSymbols known) throws FormatException {
    int length = in.length("metadata length");
    int former = in.narrow(length, "metadata");
    int start = in.position();
    int pairs = in.count("metadata pairs", length);
    if (pairs == 0) {
      finishMetadata(former);
      return 0;
    }
    ByteBuffer key = ByteBuffer.wrap(in.buffer(), start, length);
    Integer id = setIds.get(key);
    if (id == null) {
      Labels.Builder labels = new Labels.Builder();
      for (int i = 0; i < pairs; i++) {
        labels.set(known.read(in), known.read(in));
      }
      id = metadataSets.size();
      metadataSets.add(labels.build());
      setIds.put(key, id);
    } else {
      in.position(start + length);
    }
    finishMetadata(former);
    return id;
  }

  private void finishMetadata(int formerLimit) throws FormatException {
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the metadata", 0, in.remaining());
    }
    in.restoreLimit(formerLimit);
  }
}
