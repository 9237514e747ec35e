package io.millrace.querier.remote;

import io.millrace.labels.Labels;
import io.millrace.store.StoredBlock;
import io.millrace.store.held.HeldFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one ingester holds in memory. */
record HeldAnswer(HeldFrame.Packs packs, List<HeldStream> streams) {
  HeldAnswer {
    streams = List.copyOf(streams);
  }

  /** A stream, with the blocks that overlap the range that was asked for. */
  record HeldStream(HeldFrame.Stream frame, List<StoredBlock> blocks) {
    Labels labels() {
      return frame.labels();
    }
  }

  /** The packs whose entries of the stream this answer shows. */
  Set<String> packsShown(HeldStream stream) {
    Set<String> shown = new HashSet<>(stream.frame().shown());
    shown.addAll(packs.begunAfter(stream.frame().lastFreeze()));
    return shown;
  }
}
