package io.millrace.ingester.flush;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.List;

/** Encodes chunks on all cores. The result does not depend on which core was first. */
final class ChunkEncoder {
  private final ChunkFormat format;

  ChunkEncoder(ChunkFormat format) {
    this.format = format;
  }

  /** What becomes one chunk. */
  record Input(String tenant, Labels labels, EntryBatch entries) {}

  List<EncodedChunk> encode(List<Input> inputs) {
    return inputs.parallelStream()
        .map(input -> format.encode(input.tenant(), input.labels(), input.entries()))
        .toList();
  }
}
