package io.millrace.querier.tail;

import io.millrace.logql.engine.QueryResult.LogLine;
import java.util.List;

/** Writes what is sent to a reader. */
@FunctionalInterface
public interface FrameEncoder {
  /** The text of one message. */
  String encode(List<LogLine> lines, List<DroppedEntry> dropped);
}
