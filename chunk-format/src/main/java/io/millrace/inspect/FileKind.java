package io.millrace.inspect;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.pack.PackReader;

/** What a file is. */
public enum FileKind {
  LOKI_CHUNK,
  COLUMNAR_CHUNK,
  PACK;

  /**
   * The kind of a file by its first bytes.
   *
   * @throws FormatException of kind {@link FormatException.Kind#NOT_RECOGNISED} when it is none
   */
  public static FileKind of(byte[] file) throws FormatException {
    if (PackReader.recognises(file)) {
      return PACK;
    }
    if (ColumnarChunkReader.recognises(file)) {
      return COLUMNAR_CHUNK;
    }
    if (LokiChunkReader.recognises(file)) {
      return LOKI_CHUNK;
    }
    throw FormatException.notRecognised(0, "neither a chunk nor a pack");
  }

  /**
   * Opens a chunk of any format.
   *
   * @throws FormatException when it is no chunk, or damaged outside of its blocks
   */
  public static ChunkReader openChunk(byte[] file) throws FormatException {
    return switch (of(file)) {
      case LOKI_CHUNK -> LokiChunkReader.open(file);
      case COLUMNAR_CHUNK -> ColumnarChunkReader.open(file);
      case PACK -> throw FormatException.notRecognised(0, "a pack, not a chunk");
    };
  }
}
