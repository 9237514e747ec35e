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
import java.util.stream.Stream;

/** Makes chunks on all cores. The result does not depend on which core was first. */
final class ChunkEncoder {
  private final ChunkFormat format;
  private final ChunkCutter cutter;

  ChunkEncoder(ChunkFormat format, ChunkCutter cutter) {
    this.format = format;
    this.cutter = cutter;
  }

  /** A stream's entries, for one chunk or more. */
  record Input(String tenant, Labels labels, HeldEntries entries) {}

  List<EncodedChunk> encode(List<Input> inputs) {
    return inputs.parallelStream().flatMap(this::chunks).toList();
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
