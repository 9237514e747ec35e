package io.millrace.ingester.push;

import io.millrace.entry.EntryBatch;
import java.util.ArrayList;
import java.util.List;

/** A stream whose label text is not parsed yet. */
record RawStream(String labels, EntryBatch entries) {
  /**
   * The streams that have entries. The labels of the others have to be well-formed too: one bad set
   * refuses the request.
   */
  static List<IncomingStream> parse(List<RawStream> streams) throws PushRefusedException {
    List<IncomingStream> parsed = new ArrayList<>(streams.size());
    for (RawStream stream : streams) {
      IncomingStream incoming =
          new IncomingStream(StreamLabels.parse(stream.labels()), stream.entries());
      if (stream.entries().size() > 0) {
        parsed.add(incoming);
      }
    }
    return parsed;
  }
}
