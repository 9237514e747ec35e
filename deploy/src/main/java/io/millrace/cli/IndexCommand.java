package io.millrace.cli;

import io.millrace.server.ServerSettings;
import io.millrace.store.pack.PackStore;
import io.millrace.store.rebuild.IndexRebuild;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with the index of a server that is not running. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = "Rebuild the index.",
    subcommands = IndexCommand.Rebuild.class)
final class IndexCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "index rebuild");
  }

  /** Makes the index anew from the packs. */
  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description = "Make the index anew from the packs alone; the server must not run.")
  static final class Rebuild implements Callable<Integer> {
    private static final int PRINT_EVERY = 100;

    @Spec private CommandSpec spec;
    @Mixin private StoreAccess access = new StoreAccess();

    @Override
    public Integer call() throws IOException {
      ServerSettings settings = access.settings();
      PrintWriter out = spec.commandLine().getOut();
      int packs =
          IndexRebuild.run(
              settings.ingester().indexDirectory(),
              new PackStore(StoreAccess.objects(settings)),
              (done, all, chunks) -> {
                if (done % PRINT_EVERY == 0 || done == all) {
                  out.printf("%d of %d packs read, %d chunks%n", done, all, chunks);
                  out.flush();
                }
              });
      out.printf("%d packs in %s%n", packs, settings.ingester().indexDirectory());
      out.flush();
      return 0;
    }
  }
}
