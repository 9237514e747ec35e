package io.millrace.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Entry point of the {@code millrace} command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  static int run(String... args) {
    String[] normal = LokiFlags.normalize(args);
    Optional<Callable<Integer>> plain = plain(List.of(normal));
    return plain.isPresent() ? run(plain.get()) : Commands.execute(normal);
  }

  /** A command that needs no picocli, see {@link PlainOptions}. */
  static Optional<Callable<Integer>> plain(List<String> args) {
    if (args.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = args.subList(1, args.size());
    return switch (args.getFirst()) {
      case "server" -> ServerCommand.of(arguments);
      case "agent" -> AgentCommand.of(arguments);
      case "warm" -> arguments.isEmpty() ? Optional.of(new WarmCommand()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static int run(Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return report(e, System.err::println);
    }
  }

  static int report(Exception failure, Consumer<String> err) {
    String message = failure.getMessage();
    err.accept("millrace: " + (message == null ? failure.toString() : message));
    return failure instanceof UsageException ? 2 : 1;
  }
}
