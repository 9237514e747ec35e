package io.millrace.cli;

import io.millrace.agent.AgentServer;
import io.millrace.agent.config.AgentSettings;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.lifecycle.Lifecycle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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

  @Option(names = "--config.file", required = true, description = "Promtail's YAML.")
  private Path configFile = Path.of("");

  @Option(names = "--config.expand-env", description = "Replace $${NAME} in the config file.")
  private boolean expandEnv;

  @Option(names = "--check-syntax", description = "Read the config file and end.")
  private boolean checkSyntax;

  @Override
  public Integer call() throws Exception {
    LoadedConfig<AgentSettings> loaded = load(configFile, expandEnv);
    if (checkSyntax) {
      spec.commandLine().getOut().println("Valid config file! No syntax issues found");
      spec.commandLine().getOut().flush();
      return 0;
    }
    ServerCommand.configureLogging(loaded.config().server());
    AgentServer agent = new AgentServer(loaded);
    new Lifecycle(agent.components(), loaded.config().server().gracefulShutdownTimeout()).run();
    return 0;
  }

  private static LoadedConfig<AgentSettings> load(Path file, boolean expandEnv) {
    try {
      return ConfigFile.load(file, ConfigFile.Options.strict(expandEnv), AgentSettings::from);
    } catch (ConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
