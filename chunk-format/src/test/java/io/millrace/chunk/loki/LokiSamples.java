package io.millrace.chunk.loki;

import io.millrace.testing.DumpedEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The objects that Loki wrote, by their keys. */
final class LokiSamples {
  private LokiSamples() {}

  static Map<String, byte[]> load(LokiEncoding encoding) {
    byte[] archive = DumpedEntry.resource("/loki/" + encoding.configName() + ".zip");
    Map<String, byte[]> objects = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        objects.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }
}
