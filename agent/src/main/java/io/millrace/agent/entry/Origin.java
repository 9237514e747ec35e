package io.millrace.agent.entry;

import org.jspecify.annotations.Nullable;

/**
 * Where a part of an entry comes from.
 *
 * @param start offset of the part's first byte in its content
 * @param earlier the part before it when that is in another content, as for a line whose pieces lie
 *     on both sides of a rotation
 */
public record Origin(Progress progress, long start, @Nullable Origin earlier) {
  /** The lowest offset in {@code wanted} that this or an earlier part starts at. */
  public long startIn(Progress wanted) {
    long lowest = Long.MAX_VALUE;
    for (Origin part = this; part != null; part = part.earlier) {
      if (part.progress == wanted) {
        lowest = Math.min(lowest, part.start);
      }
    }
    return lowest;
  }
}
