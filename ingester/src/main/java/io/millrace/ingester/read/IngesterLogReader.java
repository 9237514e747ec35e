package io.millrace.ingester.read;

import io.millrace.chunk.SealedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.stream.FrozenHead;
import io.millrace.ingester.stream.HeldEntries;
import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.compact.SwapGate;
import io.millrace.store.index.ChunkRef;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.StreamChunks;
import io.millrace.store.pack.ChunkSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads memory and packs as one. */
public final class IngesterLogReader implements LogReader {
  private final StreamMap streams;
  private final LabelIndex index;
  private final ChunkSource chunks;
  private final SwapGate gate;

  public IngesterLogReader(StreamMap streams, LabelIndex index, ChunkSource chunks, SwapGate gate) {
    this.gate = gate;
    this.streams = streams;
    this.index = index;
    this.chunks = chunks;
  }

  @Override
  public List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    Map<Labels, List<StoredBlock>> found = new TreeMap<>();
    Map<Labels, IngestStream.Snapshot> inMemory = new HashMap<>();
    List<IngestStream.Snapshot> snapshots = new ArrayList<>();
    List<StreamChunks> indexed =
        gate.read(
            () -> {
              snapshots.addAll(snapshots(tenant, matchers));
              return index.select(tenant, matchers, startNanos, endNanos);
            });
    for (IngestStream.Snapshot snapshot : snapshots) {
      List<StoredBlock> blocks = found.computeIfAbsent(snapshot.labels(), _ -> new ArrayList<>());
      for (StoredBlock block : blocks(snapshot)) {
        addIfOverlapping(block, startNanos, endNanos, blocks);
      }
      inMemory.put(snapshot.labels(), snapshot);
    }
    for (StreamChunks stored : indexed) {
      Set<String> seen = packsSeen(inMemory.get(stored.labels()));
      List<StoredBlock> blocks = found.computeIfAbsent(stored.labels(), _ -> new ArrayList<>());
      for (ChunkRef chunk : stored.chunks()) {
        if (!seen.contains(chunk.packId())) {
          for (StoredBlock block : chunks.blocks(chunk)) {
            addIfOverlapping(block, startNanos, endNanos, blocks);
          }
        }
      }
    }
    List<StreamBlocks> result = new ArrayList<>(found.size());
    found.forEach(
        (labels, blocks) -> {
          if (!blocks.isEmpty()) {
            blocks.sort(Comparator.comparingLong(StoredBlock::minTimestamp));
            result.add(new StreamBlocks(labels, blocks));
          }
        });
    return result;
  }

  private static void addIfOverlapping(
      StoredBlock block, long startNanos, long endNanos, List<StoredBlock> blocks) {
    if (overlaps(block, startNanos, endNanos)) {
      blocks.add(block);
    }
  }

  private static boolean overlaps(StoredBlock block, long startNanos, long endNanos) {
    return block.maxTimestamp() >= startNanos && block.minTimestamp() < endNanos;
  }

  @Override
  public List<Labels> series(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    Set<Labels> found = new TreeSet<>();
    for (IngestStream.Snapshot snapshot : snapshots(tenant, matchers)) {
      for (StoredBlock block : blocks(snapshot)) {
        if (overlaps(block, startNanos, endNanos)) {
          found.add(snapshot.labels());
        }
      }
    }
    for (StreamChunks stored : index.select(tenant, matchers, startNanos, endNanos)) {
      found.add(stored.labels());
    }
    return List.copyOf(found);
  }

  /** Whether entries of the matching streams lie in memory in a range, both ends included. */
  public boolean mayHoldInMemory(
      String tenant, List<LabelMatcher> matchers, long firstNanos, long lastNanos) {
    for (IngestStream.Snapshot snapshot : snapshots(tenant, matchers)) {
      for (StoredBlock block : blocks(snapshot)) {
        if (block.maxTimestamp() >= firstNanos && block.minTimestamp() <= lastNanos) {
          return true;
        }
      }
    }
    return false;
  }

  private List<IngestStream.Snapshot> snapshots(String tenant, List<LabelMatcher> matchers) {
    TenantStreams found = streams.find(tenant);
    if (found == null) {
      return List.of();
    }
    List<IngestStream.Snapshot> snapshots = new ArrayList<>();
    for (IngestStream stream : found.all()) {
      if (LabelMatcher.allMatch(matchers, stream.labels())) {
        snapshots.add(stream.snapshot());
      }
    }
    return snapshots;
  }

  private static List<StoredBlock> blocks(IngestStream.Snapshot snapshot) {
    List<StoredBlock> blocks = new ArrayList<>();
    for (FrozenHead frozen : snapshot.frozen()) {
      addBlocks(frozen.entries(), blocks);
    }
    addBlocks(snapshot.recent(), blocks);
    return blocks;
  }

  private static void addBlocks(HeldEntries entries, List<StoredBlock> blocks) {
    for (SealedBlock sealed : entries.sealed()) {
      blocks.add(new SealedMemoryBlock(sealed));
    }
    for (EntryBatch open : entries.open()) {
      blocks.add(new MemoryBlock(open));
    }
  }

  /** The packs whose entries of a stream its snapshot has shown already. */
  private Set<String> packsSeen(IngestStream.@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return Set.of();
    }
    Set<String> seen = new HashSet<>(streams.freezes().packsAfter(snapshot.lastFreeze()));
    for (FrozenHead frozen : snapshot.frozen()) {
      seen.add(frozen.packId());
    }
    return seen;
  }
}
