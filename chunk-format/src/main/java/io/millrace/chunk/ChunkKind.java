package io.millrace.chunk;

/** The formats that a chunk may have. */
public enum ChunkKind {
  /** Grafana Loki's chunk, see {@code io.millrace.chunk.loki}. */
  LOKI(0),
  /** Columns for each block, see {@code io.millrace.chunk.columnar}. */
  COLUMNAR(1);

  private final int id;

  ChunkKind(int id) {
    this.id = id;
  }

  /** The number in the directory of a pack. */
  public int id() {
    return id;
  }
}
