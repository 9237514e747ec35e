package io.millrace.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a long-running command, where they are simple enough to be read without picocli.
 *
 * <p>Its classes are of a version that the start-up cache can't hold: to load them and to build the
 * commands takes a third of the time that a server needs to be ready, and memory in an agent. So
 * what is not simple is left to picocli: help, mistakes, anything that is not an option.
 *
 * @param values of the options that have one, by name
 * @param flags that are set
 */
record PlainOptions(Map<String, String> values, Set<String> flags) {
  PlainOptions {
    values = Map.copyOf(values);
    flags = Set.copyOf(flags);
  }

  /**
   * Reads arguments, or gives nothing where they are for picocli to read.
   *
   * @param arguments behind the command's name
   * @param valued names of the options that have a value, with their dashes
   * @param plain names of the options without one
   */
  static Optional<PlainOptions> read(
      List<String> arguments, Set<String> valued, Set<String> plain) {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      boolean once;
      if (plain.contains(argument)) {
        once = flags.add(argument);
      } else if (!valued.contains(name)) {
        return Optional.empty();
      } else if (equals >= 0) {
        once = keep(name, argument.substring(equals + 1), values);
      } else {
        i++;
        once = i < arguments.size() && keep(name, arguments.get(i), values);
      }
      if (!once) {
        return Optional.empty();
      }
    }
    return Optional.of(new PlainOptions(values, flags));
  }

  /** Keeps a value that is one to picocli too: no other option, no file of arguments. */
  private static boolean keep(String name, String value, Map<String, String> values) {
    return !value.isEmpty()
        && value.charAt(0) != '-'
        && value.charAt(0) != '@'
        && values.put(name, value) == null;
  }

  @Nullable String value(String name) {
    return values.get(name);
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }
}
