package io.millrace.chunk.columnar.section;

/** How the sections of a columnar chunk are compressed. */
public sealed interface ColumnarCompression {
  /**
   * Zstandard.
   *
   * @param level 1 to 19; 6 is 1.1 times as dense as 3 and takes twice the time to write
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
