package io.millrace.golden;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.pack.PackWriter;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.FieldLines;
import io.millrace.testing.RandomEntries;
import io.millrace.testing.TemplatedLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Writes the golden files of the versions that are written today. To be run once for each new
 * version, into new files: files that are there are never written again.
 */
final class GoldenFiles {
  private static final Labels STREAM = Labels.of("app", "golden", "env", "prod");

  private GoldenFiles() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    EntryBatch batch = RandomEntries.of(new Random(20), 400);
    ColumnarChunkFormat columnar = ColumnarChunkFormat.standalone().withBlockBytes(4000);
    dump(directory.resolve("chunks.tsv"), DumpedEntry.of(STREAM, batch));
    write(directory, "loki-4", new LokiChunkFormat(LokiEncoding.ZSTD, 4000), batch);
    write(directory, "columnar-132-zstd", columnar, batch);
    write(
        directory,
        "columnar-132-lz4",
        columnar.withCompression(new ColumnarCompression.Lz4()),
        batch);
    EntryBatch templated = TemplatedLines.of(new Random(23), 1500);
    dump(directory.resolve("templates.tsv"), DumpedEntry.of(STREAM, templated));
    write(
        directory,
        "columnar-132-templates",
        columnar.withTemplates(true).withBlockBytes(20_000),
        templated);
    EntryBatch fields = FieldLines.of(new Random(24), 1500);
    dump(directory.resolve("fields.tsv"), DumpedEntry.of(STREAM, fields));
    write(
        directory,
        "columnar-132-fields",
        columnar.withTemplates(true).withBlockBytes(60_000),
        fields);
    writePack(directory, columnar.withEmbeddedFilters(false));
  }

  private static void write(Path directory, String name, ChunkFormat format, EntryBatch batch)
      throws IOException {
    create(directory.resolve(name + ".chunk"), format.encode("golden", STREAM, batch).bytes());
  }

  private static void writePack(Path directory, ColumnarChunkFormat format) throws IOException {
    EntryBatch first = RandomEntries.of(new Random(21), 300);
    EntryBatch second = RandomEntries.of(new Random(22), 300);
    Labels other = Labels.of("app", "other");
    EncodedChunk loki = new LokiChunkFormat(LokiEncoding.SNAPPY).encode("a", STREAM, first);
    byte[] pack = new PackWriter().add(format.encode("b", other, second)).add(loki).toByteArray();
    create(directory.resolve("pack-1.pack"), pack);
    List<DumpedEntry> entries = new ArrayList<>(DumpedEntry.of(STREAM, first));
    entries.addAll(DumpedEntry.of(other, second));
    dump(directory.resolve("pack-1.tsv"), entries);
  }

  private static void dump(Path file, List<DumpedEntry> entries) throws IOException {
    String text =
        entries.stream()
            .map(
                e -> e.stream() + "\t" + e.timestampNanos() + "\t" + e.line() + "\t" + e.metadata())
            .collect(Collectors.joining("\n", "", "\n"));
    create(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void create(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
  }
}
