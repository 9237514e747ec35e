package io.millrace.store.compact;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.labels.Utf8Order;
import io.millrace.pack.PackReader;
import io.millrace.pack.PackedChunk;
import io.millrace.store.delete.ActiveDelete;
import io.millrace.store.delete.DeleteQuery;
import io.millrace.store.merge.EntryMerge;
import io.millrace.store.retention.Retention;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads packs stream by stream and makes new chunks of what is to be kept. In memory lie, of one
 * stream at a time, as many entries as make one chunk. Used by one thread.
 */
final class PackMerge {
  private static final Comparator<Source> ORDER =
      Comparator.comparing((Source source) -> source.chunk().tenant(), Utf8Order.COMPARATOR)
          .thenComparing(source -> source.chunk().labels())
          .thenComparingLong(source -> source.chunk().minTimestamp());

  private final ChunkFormat format;
  private final long chunkLineBytes;
  private final Retention retention;
  private final Collection<ActiveDelete> toErase;
  private long expiredChunks;
  private long erasedEntries;

  /** The entries that become the next chunk. */
  private EntryMerge pending = new EntryMerge();

  private long pendingBytes;
  private @Nullable Source pendingOf;

  /** Takes the new chunks, stream by stream. */
  @FunctionalInterface
  interface Sink {
    void add(EncodedChunk chunk) throws IOException;
  }

  private record Source(PackReader pack, int number, PackedChunk chunk) {
    boolean isOfSameStream(Source other) {
      return chunk.tenant().equals(other.chunk.tenant())
          && chunk.labels().equals(other.chunk.labels());
    }
  }

  PackMerge(
      ChunkFormat format,
      long chunkLineBytes,
      Retention retention,
      Collection<ActiveDelete> toErase) {
    this.format = format;
    this.chunkLineBytes = chunkLineBytes;
    this.retention = retention;
    this.toErase = toErase;
  }

  /**
   * Makes the new chunks.
   *
   * @return false when it was stopped in between
   */
  boolean run(List<PackReader> packs, Sink sink, Compaction.Stop stop) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (PackReader pack : packs) {
      for (int number = 0; number < pack.chunks().size(); number++) {
        sources.add(new Source(pack, number, pack.chunks().get(number)));
      }
    }
    sources.sort(ORDER);
    for (Source source : sources) {
      if (stop.isAsked()) {
        return false;
      }
      Source before = pendingOf;
      if (before != null
          && (!before.isOfSameStream(source)
              || pendingBytes + source.chunk().lineBytes() > chunkLineBytes)) {
        finishChunk(sink);
      }
      add(source);
    }
    finishChunk(sink);
    return true;
  }

  long expiredChunks() {
    return expiredChunks;
  }

  long erasedEntries() {
    return erasedEntries;
  }

  private void add(Source source) throws IOException {
    PackedChunk chunk = source.chunk();
    long keptFrom = retention.keptFromNanos(chunk.tenant(), chunk.labels());
    if (chunk.maxTimestamp() < keptFrom) {
      expiredChunks++;
      return;
    }
    List<DeleteQuery.Run> erased = new ArrayList<>();
    for (ActiveDelete delete : toErase) {
      Labels labels = chunk.labels();
      if (delete.concerns(chunk.tenant(), labels, chunk.minTimestamp(), chunk.maxTimestamp())) {
        erased.add(delete.start(labels));
      }
    }
    ChunkReader reader = source.pack().openChunk(source.number());
    for (int block = 0; block < reader.blocks().size(); block++) {
      pending.add(
          reader.read(block),
          (batch, index) -> batch.timestamp(index) >= keptFrom && !isErased(erased, batch, index));
    }
    pendingBytes += chunk.lineBytes();
    pendingOf = source;
  }

  private boolean isErased(List<DeleteQuery.Run> erased, EntryBatch batch, int index) {
    for (DeleteQuery.Run run : erased) {
      if (run.selects(batch, index)) {
        erasedEntries++;
        return true;
      }
    }
    return false;
  }

  private void finishChunk(Sink sink) throws IOException {
    Source of = pendingOf;
    if (of != null) {
      EntryBatch entries = pending.merge();
      if (entries.size() > 0) {
        sink.add(format.encode(of.chunk().tenant(), of.chunk().labels(), entries));
      }
    }
    pending = new EntryMerge();
    pendingBytes = 0;
    pendingOf = null;
  }
}
