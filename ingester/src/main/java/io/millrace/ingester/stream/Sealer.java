package io.millrace.ingester.stream;

import io.millrace.chunk.ChunkFormat;

/**
 * Compresses what has come into a stream when there is enough of it.
 *
 * @param format of the blocks
 * @param blockLineBytes bytes of lines that are enough
 */
public record Sealer(ChunkFormat format, long blockLineBytes) {
  /** Called after entries came, outside of the {@link PushGate}: it may take milliseconds. */
  public void grown(TenantStreams tenant, Iterable<StreamEntries> entries) {
    for (StreamEntries stream : entries) {
      IngestStream grown = tenant.get(stream.labels());
      if (grown != null) {
        grown.seal(format, blockLineBytes);
      }
    }
  }
}
