package io.millrace.cli;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.entry.EntryBatch;
import io.millrace.inspect.FileKind;
import io.millrace.inspect.Inspection;
import io.millrace.inspect.Inspector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at chunks and packs as files. */
@Command(
    name = "chunk",
    mixinStandardHelpOptions = true,
    description = "Inspect or convert chunk files, Millrace's and Loki's.",
    subcommands = {ChunkCommand.Inspect.class, ChunkCommand.Convert.class})
final class ChunkCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "chunk inspect FILE, or chunk convert FILE TO");
  }

  /** Prints what is in a file, with a verdict for every checksum. */
  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Print what is in a chunk or a pack, with a verdict for every part.")
  static final class Inspect implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A chunk of Millrace or Loki, or a pack.")
    private Path file = Path.of("");

    @Option(
        names = {"-o", "--output"},
        defaultValue = "text",
        description = "text or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TEXT;

    @Option(names = "--lines", description = "Print the entries of a chunk too.")
    private boolean lines;

    @Override
    public Integer call() throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      Inspection inspection = Inspector.inspect(bytes);
      PrintWriter out = spec.commandLine().getOut();
      InspectionPrinter printer = new InspectionPrinter(out, output);
      printer.print(inspection);
      if (lines && inspection.kind() != FileKind.PACK) {
        printer.printEntries(FileKind.openChunk(bytes));
      }
      out.flush();
      return inspection.isIntact() ? 0 : 1;
    }
  }

  /** Writes a chunk again in another format. */
  @Command(
      name = "convert",
      mixinStandardHelpOptions = true,
      description = "Write a chunk in another format.")
  static final class Convert implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A chunk of Millrace or Loki.")
    private Path file = Path.of("");

    @Parameters(paramLabel = "TO", description = "File to write; must not exist.")
    private Path target = Path.of("");

    @Option(
        names = "--format",
        defaultValue = "columnar",
        description = "columnar or loki (default: ${DEFAULT-VALUE}).")
    private String format = "";

    @Option(
        names = "--encoding",
        defaultValue = "zstd",
        description = "Encoding of a Loki chunk, as in chunk_encoding (default: ${DEFAULT-VALUE}).")
    private String encoding = "";

    @Override
    public Integer call() throws IOException {
      ChunkReader chunk = FileKind.openChunk(Files.readAllBytes(file));
      EntryBatch entries = entries(chunk);
      byte[] converted = format().encode(chunk.tenant(), chunk.labels(), entries).bytes();
      Files.write(target, converted, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%d entries, %d bytes%n", entries.size(), converted.length);
      out.flush();
      return 0;
    }

    private ChunkFormat format() {
      try {
        return switch (format) {
          case "columnar" -> ColumnarChunkFormat.standalone();
          case "loki" -> new LokiChunkFormat(LokiEncoding.named(encoding));
          default -> throw new UsageException("--format is columnar or loki, not " + format);
        };
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }

    /** All entries in order of time; blocks of Loki's chunks may overlap. */
    private static EntryBatch entries(ChunkReader chunk) throws IOException {
      record Place(EntryBatch batch, int index) {}
      List<Place> places = new ArrayList<>();
      for (int block = 0; block < chunk.blocks().size(); block++) {
        EntryBatch batch = chunk.read(block);
        for (int i = 0; i < batch.size(); i++) {
          places.add(new Place(batch, i));
        }
      }
      places.sort(Comparator.comparingLong(place -> place.batch().timestamp(place.index())));
      EntryBatch.Builder all = new EntryBatch.Builder();
      for (Place place : places) {
        EntryBatch batch = place.batch();
        int i = place.index();
        int start = batch.lineStart(i);
        all.add(
            batch.timestamp(i),
            batch.lineBytes(),
            start,
            batch.lineEnd(i) - start,
            batch.metadata(i));
      }
      return all.build();
    }
  }
}
