package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the {@code millrace} command. */
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
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::report)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(normalize(args));
  }

  /** Loki and Promtail spell long options with one dash: {@code -config.file=x}. */
  private static String[] normalize(String[] args) {
    String[] normal = args.clone();
    for (int i = 0; i < normal.length; i++) {
      String arg = normal[i];
      if (arg.equals("--")) {
        break;
      }
      boolean longOption = arg.length() > 2 && arg.charAt(0) == '-' && arg.charAt(1) != '-';
      if (longOption && LokiFlags.isFlag(arg.substring(1))) {
        normal[i] = '-' + arg;
      }
    }
    return normal;
  }

  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String message = failure.getMessage();
    command.getErr().println("millrace: " + (message == null ? failure.toString() : message));
    return failure instanceof UsageException ? 2 : 1;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See millrace --help");
  }
}
