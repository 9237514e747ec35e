package io.millrace.chunk.columnar;

/** How the sections of a columnar chunk are compressed. */
public sealed interface ColumnarCompression {
  /**
   * Zstandard.
   *
   * @param level 1 to 19; 3 for fresh data, 6 to 9 when it is compacted
   */
  record Zstd(int level) implements ColumnarCompression {
    public Zstd {
      if (level < 1 || level > 19) {
        throw new IllegalArgumentException("zstd level " + level + " is not 1 to 19");
      }
    }
  }

  /** Sections stand as they are, for those who want to look at them. */
  record None() implements ColumnarCompression {}

  /** LZ4: faster to write, about half as dense. */
  record Lz4() implements ColumnarCompression {}
}
