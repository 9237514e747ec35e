package io.millrace.agent.config;

import io.millrace.agent.spool.SpoolSettings;
import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;

/** Reads {@code spool}. */
final class SpoolReader {
  private static final long MAX_BYTES = 1L << 30;
  private static final long SEGMENT_BYTES = 16L << 20;

  /** The kubelet keeps five files, the live one among them. */
  private static final int ROTATED_FILES = 3;

  private SpoolReader() {}

  /**
   * Reads it.
   *
   * @param positions beside which the spool lies if nothing else is said
   */
  static SpoolSettings read(ConfigMap map, Path positions) {
    String name = String.valueOf(positions.getFileName()).replaceFirst("\\.ya?ml$", "");
    Path beside = positions.resolveSibling(name + ".spool");
    return new SpoolSettings(
        Path.of(map.string("directory", beside.toString())),
        map.byteSize("max_bytes", MAX_BYTES),
        map.byteSize("segment_bytes", SEGMENT_BYTES),
        map.integer("rotated_files", ROTATED_FILES, 1, Integer.MAX_VALUE),
        map.bool("drop_oldest", false));
  }
}
