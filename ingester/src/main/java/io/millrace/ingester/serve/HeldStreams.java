package io.millrace.ingester.serve;

import io.millrace.chunk.SealedBlock;
import io.millrace.chunk.columnar.BareChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.flush.FlushedPacks;
import io.millrace.ingester.stream.FrozenHead;
import io.millrace.ingester.stream.HeldEntries;
import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.store.LabelMatcher;
import io.millrace.store.held.HeldFrame;
import io.millrace.store.held.HeldFrameWriter;
import io.millrace.store.held.HeldQuestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers questions about the streams in memory. Safe for use by any number of threads. */
public final class HeldStreams {
  /** Compressed bytes of blocks that are sent in one piece. */
  private static final long PIECE_BYTES = 4 << 20;

  private final StreamMap streams;
  private final FlushedPacks flushed;

  public HeldStreams(StreamMap streams, FlushedPacks flushed) {
    this.streams = streams;
    this.flushed = flushed;
  }

  /** Writes the whole answer. */
  public void answer(HeldQuestion question, HeldFrameWriter out) throws IOException {
    // The last freeze may be under way, with streams that it has not reached yet.
    long begunAfter = Math.max(0, streams.freezes().last() - 1);
    List<IngestStream.Snapshot> snapshots = snapshots(question);
    // Asked after memory: what has left memory is among these.
    FlushedPacks.Since since = flushed.since(question.since());
    List<String> begun = List.copyOf(streams.freezes().packsAfter(begunAfter));
    out.packs(new HeldFrame.Packs(since.now(), since.complete(), since.packs(), begunAfter, begun));
    if (since.complete()) {
      for (IngestStream.Snapshot snapshot : snapshots) {
        write(snapshot, question, out);
      }
    }
    out.end();
  }

  private List<IngestStream.Snapshot> snapshots(HeldQuestion question) {
    TenantStreams found = streams.find(question.tenant());
    if (found == null) {
      return List.of();
    }
    List<IngestStream.Snapshot> snapshots = new ArrayList<>();
    for (IngestStream stream : found.all()) {
      if (LabelMatcher.allMatch(question.matchers(), stream.labels())) {
        snapshots.add(stream.snapshot());
      }
    }
    return snapshots;
  }

  private static void write(
      IngestStream.Snapshot snapshot, HeldQuestion question, HeldFrameWriter out)
      throws IOException {
    List<HeldEntries> parts = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (FrozenHead frozen : snapshot.frozen()) {
      parts.add(frozen.entries());
      shown.add(frozen.packId());
    }
    parts.add(snapshot.recent());
    if (parts.stream().noneMatch(part -> overlaps(part, question))) {
      return;
    }
    out.stream(new HeldFrame.Stream(snapshot.labels(), snapshot.lastFreeze(), shown));
    if (question.blocks()) {
      for (HeldEntries part : parts) {
        writeBlocks(part, question, out);
      }
    }
  }

  private static boolean overlaps(HeldEntries part, HeldQuestion question) {
    return part.sealed().stream().anyMatch(block -> overlaps(block, question))
        || part.open().stream().anyMatch(batch -> overlaps(batch, question));
  }

  private static boolean overlaps(SealedBlock block, HeldQuestion question) {
    return block.maxTimestamp() >= question.startNanos()
        && block.minTimestamp() < question.endNanos();
  }

  private static boolean overlaps(EntryBatch batch, HeldQuestion question) {
    return batch.timestamp(batch.size() - 1) >= question.startNanos()
        && batch.timestamp(0) < question.endNanos();
  }

  private static void writeBlocks(HeldEntries part, HeldQuestion question, HeldFrameWriter out)
      throws IOException {
    List<SealedBlock> piece = new ArrayList<>();
    long bytes = 0;
    for (SealedBlock block : part.sealed()) {
      if (overlaps(block, question)) {
        piece.add(block);
        bytes += block.heapBytes();
      }
      if (bytes >= PIECE_BYTES) {
        out.blocks(piece);
        piece.clear();
        bytes = 0;
      }
    }
    for (EntryBatch batch : part.open()) {
      if (overlaps(batch, question)) {
        piece.addAll(BareChunk.seal(batch));
      }
    }
    if (!piece.isEmpty()) {
      out.blocks(piece);
    }
  }
}
