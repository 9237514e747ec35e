package io.millrace.logql.engine;

import io.millrace.chunk.BlockLines;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store of batches in memory, for tests. */
final class MemoryStore implements LogReader {
  private final Map<Labels, List<StoredBlock>> streams = new LinkedHashMap<>();

  void add(Labels stream, EntryBatch batch) {
    if (batch.size() > 0) {
      add(stream, new Block(batch, null));
    }
  }

  private void add(Labels stream, StoredBlock block) {
    streams.computeIfAbsent(stream, _ -> new ArrayList<>()).add(block);
  }

  /** The same entries, with their lines taken apart. */
  MemoryStore templated(Function<EntryBatch, @Nullable TemplatedBlock> lines) {
    MemoryStore templated = new MemoryStore();
    streams.forEach(
        (stream, blocks) -> {
          for (StoredBlock block : blocks) {
            EntryBatch batch = ((Block) block).read();
            templated.add(stream, new Block(batch, lines.apply(batch)));
          }
        });
    return templated;
  }

  private record Block(EntryBatch read, @Nullable TemplatedBlock templated) implements StoredBlock {
    @Override
    public BlockLines readLines() {
      return templated == null ? new BlockLines.Whole(read) : new BlockLines.Templated(templated);
    }

    @Override
    public long minTimestamp() {
      return read.timestamp(0);
    }

    @Override
    public long maxTimestamp() {
      return read.timestamp(read.size() - 1);
    }

    @Override
    public int entries() {
      return read.size();
    }

    @Override
    public long lineBytes() {
      long bytes = 0;
      for (int i = 0; i < read.size(); i++) {
        bytes += read.lineEnd(i) - read.lineStart(i);
      }
      return bytes;
    }

    @Override
    public long storedBytes() {
      return lineBytes();
    }

    @Override
    public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
      return true;
    }
  }

  @Override
  public List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos) {
    List<StreamBlocks> selected = new ArrayList<>();
    streams.forEach(
        (labels, blocks) -> {
          if (matchers.stream().allMatch(m -> m.matches(labels.getOrEmpty(m.name())))) {
            selected.add(new StreamBlocks(labels, blocks));
          }
        });
    return selected;
  }

  @Override
  public List<Labels> series(String tenant, List<LabelMatcher> matchers, long start, long end) {
    return select(tenant, matchers, start, end).stream()
        .map(StreamBlocks::labels)
        .sorted()
        .toList();
  }

  @Override
  public List<String> labelNames(String tenant, List<LabelMatcher> matchers, long start, long end) {
    return List.of();
  }

  @Override
  public List<String> labelValues(
      String tenant, String name, List<LabelMatcher> matchers, long start, long end) {
    return List.of();
  }
}
