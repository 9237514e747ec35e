package io.millrace.store.backfill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loki's {@code chunks_directory}. */
public final class LokiDirectory implements LokiObjects {
  private final Path root;

  public LokiDirectory(Path root) {
    this.root = root;
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(root.resolve(name));
  }
}
