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

  /**
   * The arguments with two dashes for one: {@code -config.file=x} becomes {@code --config.file=x}.
   */
  static String[] normalize(String[] args) {
    String[] normal = args.clone();
    for (int i = 0; i < normal.length; i++) {
      String arg = normal[i];
      if (arg.equals("--")) {
        break;
      }
      boolean longOption = arg.length() > 2 && arg.charAt(0) == '-' && arg.charAt(1) != '-';
      if (longOption && isFlag(arg.substring(1))) {
        normal[i] = '-' + arg;
      }
    }
    return normal;
  }

  /** Whether an argument, without its dash, is one of them. */
  private static boolean isFlag(String argument) {
    int equals = argument.indexOf('=');
    return NAMES.contains(equals < 0 ? argument : argument.substring(0, equals));
  }
}
