package io.millrace.cli;

import java.util.Set;

/** The flags that Loki and Promtail write with a single dash. */
final class LokiFlags {
  private static final Set<String> NAMES =
      Set.of(
          "config.file",
          "config.expand-env",
          "target",
          "dry-run",
          "inspect",
          "check-syntax",
          "print-config-stderr",
          "stdin");

  private LokiFlags() {}

  /** Whether an argument, without its dash, is one of them. */
  static boolean isFlag(String argument) {
    int equals = argument.indexOf('=');
    return NAMES.contains(equals < 0 ? argument : argument.substring(0, equals));
  }
}
