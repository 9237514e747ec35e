package io.millrace.cli;

import io.millrace.server.ServerSettings;
import io.millrace.service.config.LoadedConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with config files. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Check a config file, make hashes for a users file.",
    subcommands = {ConfigCommand.Check.class, HashPasswordCommand.class})
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "config check FILE or config hash-password");
  }

  /** Reads a server's config file and prints what is in force. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Read a server's config file, tell all problems, print what is in force.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Loki's YAML.")
    private Path file = Path.of("");

    @Option(names = "--config.expand-env", description = "Replace $${NAME} in the config file.")
    private boolean expandEnv;

    @Override
    public Integer call() {
      LoadedConfig<ServerSettings> loaded = ServerCommand.load(file, expandEnv);
      PrintWriter out = spec.commandLine().getOut();
      out.print(loaded.toYaml());
      out.flush();
      for (String key : loaded.ignoredKeys()) {
        spec.commandLine().getErr().println("ignored, has no meaning here: " + key);
      }
      return 0;
    }
  }
}
