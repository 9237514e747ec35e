package io.millrace.ingester;

import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;

/**
 * What an ingester does before it ends.
 *
 * @param flush whether it stores what is in memory, as far as there is time
 * @param marker file that is there when the next shutdown has to flush, however it is configured
 */
public record ShutdownOptions(boolean flush, Path marker) {
  private static final String MARKER = "shutdown-requested.txt";

  /** Reads Loki's keys and {@code ingester.flush_on_shutdown}. */
  public static ShutdownOptions from(ConfigMap root, Path pathPrefix) {
    ConfigMap map = root.section("ingester");
    boolean flush = map.section("wal").bool("flush_on_shutdown", false);
    String directory = map.string("shutdown_marker_path", "");
    Path marker = (directory.isEmpty() ? pathPrefix : Path.of(directory)).resolve(MARKER);
    return new ShutdownOptions(map.bool("flush_on_shutdown", flush), marker);
  }
}
