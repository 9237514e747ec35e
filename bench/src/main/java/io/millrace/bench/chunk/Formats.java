package io.millrace.bench.chunk;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.chunk.loki.LokiEncoding;

/** The formats that are compared, by name. */
final class Formats {
  private static final String LOKI = "loki-";
  private static final String TEMPLATES = "-templates";
  private static final String COLUMNAR_ZSTD = "columnar-zstd";

  private Formats() {}

  /**
   * {@code loki-<encoding>}, {@code columnar-lz4} or {@code columnar-zstd<level>}; columnar ones
   * with templates have {@code -templates} behind.
   */
  static ChunkFormat named(String name) {
    if (name.startsWith(LOKI)) {
      return new LokiChunkFormat(LokiEncoding.named(name.substring(LOKI.length())));
    }
    if (name.endsWith(TEMPLATES)) {
      return columnar(name.substring(0, name.length() - TEMPLATES.length())).withTemplates(true);
    }
    return columnar(name);
  }

  private static ColumnarChunkFormat columnar(String name) {
    ColumnarChunkFormat columnar = ColumnarChunkFormat.standalone();
    if (name.startsWith(COLUMNAR_ZSTD)) {
      int level = Integer.parseInt(name.substring(COLUMNAR_ZSTD.length()));
      return columnar.withCompression(new ColumnarCompression.Zstd(level));
    }
    if (name.equals("columnar-lz4")) {
      return columnar.withCompression(new ColumnarCompression.Lz4());
    }
    throw new IllegalArgumentException("no format is named " + name);
  }

  static ChunkReader open(EncodedChunk chunk) throws FormatException {
    return switch (chunk.kind()) {
      case LOKI -> LokiChunkReader.open(chunk.bytes());
      case COLUMNAR -> ColumnarChunkReader.open(chunk.bytes());
    };
  }
}
