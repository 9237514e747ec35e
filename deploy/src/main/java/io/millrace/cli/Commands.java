package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands, as picocli reads them. */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "A log pipeline for Kubernetes that speaks Loki's API.",
    subcommands = {
      DemoCommand.class,
      ServerCommand.class,
      AgentCommand.class,
      QueryCommand.class,
      TailCommand.class,
      LabelsCommand.class,
      PushCommand.class,
      ChunkCommand.class,
      ConfigCommand.class,
      WarmCommand.class,
      BenchCommand.class,
      RulesCommand.class,
      IndexCommand.class,
      ImportCommand.class,
      HelpCommand.class
    })
final class Commands implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command and returns its exit code. */
  static int execute(String... args) {
    return new CommandLine(new Commands())
        .setExecutionExceptionHandler(
            (failure, command, _) -> Main.report(failure, command.getErr()::println))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See millrace --help");
  }
}
