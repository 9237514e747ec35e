package io.millrace.filter;

import org.jspecify.annotations.Nullable;

/**
 * The filters of one chunk.
 *
 * @param lines null when there is none: every literal may be in the chunk
 * @param metadata null when there is none: every pair may be in the chunk
 */
public record ChunkFilters(@Nullable LineFilter lines, @Nullable MetadataFilter metadata) {
  public static final ChunkFilters NONE = new ChunkFilters(null, null);

  /** False only when no line contains the literal. */
  public boolean mayContain(byte[] literal, boolean ignoreCase) {
    return lines == null || lines.mayContain(literal, ignoreCase);
  }

  /** False only when no entry has structured metadata of this name and value. */
  public boolean mayContain(String name, String value) {
    return metadata == null || metadata.mayContain(name, value);
  }
}
