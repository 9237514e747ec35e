package io.millrace.cli;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.server.ServerSettings;
import io.millrace.service.config.Secret;
import io.millrace.store.backfill.LokiBucket;
import io.millrace.store.backfill.LokiDirectory;
import io.millrace.store.backfill.LokiImport;
import io.millrace.store.backfill.LokiObjects;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.PackAdoption;
import io.millrace.store.s3.S3Config;
import io.millrace.store.s3.S3ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes over what others have stored. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Take over the chunks of a Loki.",
    subcommands = ImportCommand.Loki.class)
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "import loki --chunks DIR");
  }

  /** Reads Loki's chunks and writes packs. */
  @Command(
      name = "loki",
      mixinStandardHelpOptions = true,
      description = "Write Loki's chunks as packs; what an earlier run took over is left out.")
  static final class Loki implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StoreAccess access = new StoreAccess();

    @Option(
        names = "--chunks",
        required = true,
        description = "Loki's chunks_directory, or s3://KEY:SECRET@HOST/BUCKET/PREFIX.")
    private String chunks = "";

    @Option(names = "--insecure", description = "Speak HTTP without TLS to the bucket.")
    private boolean insecure;

    @Override
    public Integer call() throws IOException {
      ServerSettings settings = access.settings();
      PrintWriter out = spec.commandLine().getOut();
      ObjectStore objects = StoreAccess.objects(settings);
      LokiImport run =
          new LokiImport(source(), objects, ColumnarChunkFormat.forPacks(), new Printer(out));
      LokiImport.Result result = run.run();
      out.printf(
          "%d chunks with %d entries taken over, %d known before, %d damaged, %d other objects%n",
          result.chunks(), result.entries(), result.known(), result.damaged(), result.other());
      addToIndex(settings, new PackStore(objects), out);
      out.flush();
      return result.damaged() == 0 ? 0 : 1;
    }

    private LokiObjects source() throws IOException {
      if (chunks.startsWith("s3://")) {
        try {
          return new LokiBucket(
              new S3ObjectStore(
                  S3Config.fromUrl(new Secret(chunks), insecure), new PrometheusRegistry()));
        } catch (IllegalArgumentException e) {
          throw new UsageException("--chunks: " + e.getMessage());
        }
      }
      Path directory = Path.of(chunks);
      if (!Files.isDirectory(directory)) {
        throw new UsageException("--chunks: " + directory + " is not a directory");
      }
      return new LokiDirectory(directory);
    }

    private static void addToIndex(ServerSettings settings, PackStore packs, PrintWriter out) {
      try (LabelIndex index = LabelIndex.open(settings.ingester().indexDirectory())) {
        out.printf(
            "%d packs added to the index%n", new PackAdoption(packs, index).run((_, _, _) -> {}));
      } catch (IOException e) {
        out.printf(
            "the index is not touched (%s); a running server finds the packs when it compacts next%n",
            e.getMessage());
      }
    }
  }

  /** Tells what happens as it happens. */
  private record Printer(PrintWriter out) implements LokiImport.Listener {
    @Override
    public void damaged(String name, String why) {
      out.printf("damaged, left out: %s: %s%n", name, why);
      out.flush();
    }

    @Override
    public void packWritten(String packId, LokiImport.Result soFar) {
      out.printf("%s: %d chunks, %d entries so far%n", packId, soFar.chunks(), soFar.entries());
      out.flush();
    }
  }
}
