package io.millrace.cli;

import io.millrace.querier.ruler.rule.RuleException;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with files of rules. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Check files of alerting and recording rules.",
    subcommands = RulesCommand.Check.class)
final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "rules check FILE...");
  }

  /** Reads files of rules as a server would. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Read files of rules and tell all problems.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML with groups of rules.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
      int failures = 0;
      PrintWriter out = spec.commandLine().getOut();
      for (Path file : files) {
        try {
          List<RuleGroup> groups = RuleGroups.parseFile(file.toString(), ConfigFile.text(file));
          int rules = groups.stream().mapToInt(group -> group.rules().size()).sum();
          out.println(file + ": " + groups.size() + " groups, " + rules + " rules");
        } catch (ConfigException | RuleException e) {
          failures++;
          spec.commandLine().getErr().println(e.getMessage());
        }
      }
      out.flush();
      return failures == 0 ? 0 : 2;
    }
  }
}
