package io.millrace.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which parts of Millrace a process runs, with Loki's names for them. */
public enum Target {
  /** Ingester and querier. */
  ALL("all", "all"),
  /** Takes pushes, and tells queriers what it has not stored yet. */
  INGESTER("ingester", "write"),
  /** Answers queries from the store and from ingesters, and compacts when it is its turn. */
  QUERIER("querier", "read");

  private final String configName;
  private final String otherName;

  Target(String configName, String otherName) {
    this.configName = configName;
    this.otherName = otherName;
  }

  /** The names of all targets. */
  public static List<String> allNames() {
    return Arrays.stream(values())
        .flatMap(target -> Stream.of(target.configName, target.otherName))
        .distinct()
        .toList();
  }

  /** The target of a name; empty when there is none. */
  public static Optional<Target> named(String name) {
    return Arrays.stream(values())
        .filter(target -> target.configName.equals(name) || target.otherName.equals(name))
        .findFirst();
  }

  boolean ingests() {
    return this != QUERIER;
  }

  boolean queries() {
    return this != INGESTER;
  }
}
