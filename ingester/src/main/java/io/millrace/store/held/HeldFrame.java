package io.millrace.store.held;

import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.labels.Labels;
import java.util.List;

/** A piece of an answer. */
public sealed interface HeldFrame {
  /**
   * What was flushed, and what is about to be.
   *
   * @param cursor to ask with next time, once {@code flushed} are in the asker's index
   * @param complete false when the ingester does not know what was flushed since the asker's cursor
   * @param flushed names of packs that the store has
   * @param begunAfter number of a freeze
   * @param begun the packs of the freezes after it, in order
   */
  record Packs(
      FlushCursor cursor,
      boolean complete,
      List<String> flushed,
      long begunAfter,
      List<String> begun)
      implements HeldFrame {
    public Packs {
      flushed = List.copyOf(flushed);
      begun = List.copyOf(begun);
    }

    /** The packs whose freezes came after that of the given number, as far as they are told. */
    public List<String> begunAfter(long freeze) {
      long known = Math.max(0, freeze - begunAfter);
      return known >= begun.size() ? List.of() : begun.subList((int) known, begun.size());
    }
  }

  /**
   * A stream.
   *
   * @param lastFreeze number of the last freeze that took entries which are not shown as recent
   * @param shown packs that entries which are shown are on their way to
   */
  record Stream(Labels labels, long lastFreeze, List<String> shown) implements HeldFrame {
    public Stream {
      shown = List.copyOf(shown);
    }
  }

  /**
   * Blocks of the stream before.
   *
   * @param bytes what they take in memory
   */
  record Blocks(ColumnarChunkReader chunk, int bytes) implements HeldFrame {}

  /** All was told. */
  record End() implements HeldFrame {}

  /** There is nothing to tell now. */
  record Alive() implements HeldFrame {}
}
