package io.millrace.store.delete;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.StoredBlock;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block without the entries that delete requests select. */
final class HiddenEntriesBlock implements StoredBlock {
  private final StoredBlock block;
  private final Labels stream;
  private final List<ActiveDelete> deletes;
  private volatile @Nullable Sums sums;

  private record Sums(int entries, long lineBytes) {}

  HiddenEntriesBlock(StoredBlock block, Labels stream, List<ActiveDelete> deletes) {
    this.block = block;
    this.stream = stream;
    this.deletes = List.copyOf(deletes);
  }

  @Override
  public long minTimestamp() {
    return block.minTimestamp();
  }

  @Override
  public long maxTimestamp() {
    return block.maxTimestamp();
  }

  @Override
  public int entries() {
    return sums().entries();
  }

  @Override
  public long lineBytes() {
    return sums().lineBytes();
  }

  private Sums sums() {
    Sums known = sums;
    if (known == null) {
      try {
        known = sumsOf(read());
      } catch (IOException _) {
        // Whoever reads the block learns of it; these are estimates for whoever does not.
        return new Sums(block.entries(), block.lineBytes());
      }
      sums = known;
    }
    return known;
  }

  private static Sums sumsOf(EntryBatch batch) {
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes += batch.lineEnd(i) - batch.lineStart(i);
    }
    return new Sums(batch.size(), bytes);
  }

  @Override
  public long storedBytes() {
    return block.storedBytes();
  }

  @Override
  public boolean isRemote() {
    return block.isRemote();
  }

  @Override
  public void prefetch() {
    block.prefetch();
  }

  /** Which entries are hidden is only known when all of them are read. */
  @Override
  public void prefetchOutline() {
    block.prefetch();
  }

  @Override
  public boolean mayContain(byte[] literal, boolean ignoreAsciiCase) {
    return block.mayContain(literal, ignoreAsciiCase);
  }

  @Override
  public EntryBatch read() throws IOException {
    EntryBatch batch = block.read();
    List<DeleteQuery.Run> runs = deletes.stream().map(one -> one.start(stream)).toList();
    int[] kept = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (!selected(runs, batch, i)) {
        kept[count++] = i;
      }
    }
    return count == batch.size() ? batch : batch.select(Arrays.copyOf(kept, count));
  }

  private static boolean selected(List<DeleteQuery.Run> runs, EntryBatch batch, int index) {
    for (DeleteQuery.Run run : runs) {
      if (run.selects(batch, index)) {
        return true;
      }
    }
    return false;
  }
}
