package io.millrace.chunk.loki;

import io.millrace.bytes.FormatException;
import java.util.Locale;

/** How the blocks of a Loki chunk are compressed: {@code ingester.chunk_encoding}. */
public enum LokiEncoding {
  NONE(0, "none"),
  GZIP(1, "gzip"),
  LZ4_64K(3, "lz4-64k"),
  SNAPPY(4, "snappy"),
  LZ4_256K(5, "lz4-256k"),
  LZ4_1M(6, "lz4-1M"),
  LZ4_4M(7, "lz4"),
  FLATE(8, "flate"),
  ZSTD(9, "zstd");

  private final int id;
  private final String configName;

  LokiEncoding(int id, String configName) {
    this.id = id;
    this.configName = configName;
  }

  /** The number in the chunk's header. */
  public int id() {
    return id;
  }

  /** The name in Loki's configuration. */
  public String configName() {
    return configName;
  }

  /**
   * The encoding with this name in Loki's configuration.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static LokiEncoding named(String configName) {
    for (LokiEncoding encoding : values()) {
      if (encoding
          .configName
          .toLowerCase(Locale.ROOT)
          .equals(configName.toLowerCase(Locale.ROOT))) {
        return encoding;
      }
    }
    throw new IllegalArgumentException("no chunk encoding is named '" + configName + "'");
  }

  static LokiEncoding of(int id, long offset) throws FormatException {
    for (LokiEncoding encoding : values()) {
      if (encoding.id == id) {
        return encoding;
      }
    }
    throw FormatException.tooNew(offset, "unknown chunk encoding " + id);
  }
}
