package io.millrace.cli;

import io.millrace.agent.AgentServer;
import io.millrace.agent.Reloader;
import io.millrace.agent.StdinRun;
import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.pipeline.StageInspector;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.lifecycle.Lifecycle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tails files and pushes their lines until SIGTERM. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Tail log files and push their lines, configured by a Promtail config file.")
final class AgentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private static final String CONFIG_FILE = "--config.file";
  private static final String EXPAND_ENV = "--config.expand-env";

  @Option(names = CONFIG_FILE, required = true, description = "Promtail's YAML.")
  private Path configFile = Path.of("");

  @Option(names = EXPAND_ENV, description = "Replace $${NAME} in the config file.")
  private boolean expandEnv;

  @Option(names = "--check-syntax", description = "Read the config file and end.")
  private boolean checkSyntax;

  @Option(names = "--print-config-stderr", description = "Print the config in force to stderr.")
  private boolean printConfig;

  @Option(names = "--dry-run", description = "Print entries, push none, write no positions.")
  private boolean dryRun;

  @Option(names = "--inspect", description = "Print what each stage changes of each entry.")
  private boolean inspect;

  @Option(names = "--stdin", description = "Read standard input, not files, and end with it.")
  private boolean stdin;

  /** An agent that tails and pushes, unless the arguments are for picocli to read. */
  static Optional<Callable<Integer>> of(List<String> arguments) {
    return PlainOptions.read(arguments, Set.of(CONFIG_FILE), Set.of(EXPAND_ENV))
        .filter(options -> options.value(CONFIG_FILE) != null)
        .map(
            options -> {
              AgentCommand command = new AgentCommand();
              command.configFile = Path.of(options.values().get(CONFIG_FILE));
              command.expandEnv = options.has(EXPAND_ENV);
              return () -> run(command.load(null), command.source(null), null);
            });
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    StageInspector inspector = inspect ? new StageInspector(text -> print(out, text)) : null;
    LoadedConfig<AgentSettings> loaded = load(inspector);
    if (checkSyntax) {
      print(out, "Valid config file! No syntax issues found");
      return 0;
    }
    if (printConfig) {
      print(spec.commandLine().getErr(), loaded.toYaml());
    }
    EntrySink printer = dryRun ? new EntryPrinter(out) : null;
    if (stdin) {
      ServerCommand.configureLogging(loaded.config().server());
      return new StdinRun(loaded.config()).run(System.in, printer) ? 0 : 1;
    }
    return run(loaded, source(inspector), printer);
  }

  private static int run(
      LoadedConfig<AgentSettings> loaded, Reloader.Source source, @Nullable EntrySink printer)
      throws Exception {
    ServerCommand.configureLogging(loaded.config().server());
    AgentServer agent = new AgentServer(loaded, source, printer);
    HangUp.handle(() -> agent.reloader().reloadAndLog());
    new Lifecycle(agent.components(), loaded.config().server().gracefulShutdownTimeout()).run();
    return 0;
  }

  private static void print(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }

  private Reloader.Source source(@Nullable StageInspector inspector) {
    return () ->
        ConfigFile.load(
            configFile,
            ConfigFile.Options.strict(expandEnv),
            root -> AgentSettings.from(root, inspector));
  }

  private LoadedConfig<AgentSettings> load(@Nullable StageInspector inspector) {
    try {
      return source(inspector).load();
    } catch (ConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
