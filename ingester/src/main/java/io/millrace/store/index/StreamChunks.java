package io.millrace.store.index;

import io.millrace.labels.Labels;
import java.util.List;

/** A stream and those of its chunks that overlap a range, in ascending order of oldest time. */
public record StreamChunks(Labels labels, List<ChunkRef> chunks) {
  public StreamChunks {
    chunks = List.copyOf(chunks);
  }
}
