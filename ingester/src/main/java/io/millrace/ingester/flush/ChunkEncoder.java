package io.millrace.ingester.flush;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.stream.HeldEntries;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes chunks on all cores. The result does not depend on which core was first. */
final class ChunkEncoder {
  private static final int STREAMS_AT_A_TIME = 64;

  private final ChunkFormat format;
  private final ChunkCutter cutter;

  ChunkEncoder(ChunkFormat format, ChunkCutter cutter) {
    this.format = format;
    this.cutter = cutter;
  }

  /** A stream's entries, for one chunk or more. */
  record Input(String tenant, Labels labels, HeldEntries entries) {}

  /**
   * Makes the chunks, a few streams at a time, and hands them on in the order of the inputs.
   *
   * @param sink called by the calling thread
   */
  void encode(List<Input> inputs, Consumer<EncodedChunk> sink) {
    for (int from = 0; from < inputs.size(); from += STREAMS_AT_A_TIME) {
      int to = Math.min(inputs.size(), from + STREAMS_AT_A_TIME);
      inputs.subList(from, to).parallelStream().flatMap(this::chunks).toList().forEach(sink);
    }
  }

  private Stream<EncodedChunk> chunks(Input input) {
    List<SealedBlock> blocks = new ArrayList<>(input.entries().sealed());
    for (EntryBatch open : input.entries().open()) {
      for (EntryBatch piece : cutter.cut(open)) {
        blocks.addAll(format.seal(piece));
      }
    }
    blocks.sort(Comparator.comparingLong(SealedBlock::minTimestamp));
    return cutter.group(blocks).stream()
        .map(group -> format.assemble(input.tenant(), input.labels(), group));
  }
}
