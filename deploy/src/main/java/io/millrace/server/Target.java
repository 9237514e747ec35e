package io.millrace.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which parts of Millrace a process runs, with Loki's names for them. */
public enum Target {
  /** Ingester and querier. */
  ALL("all"),
  /** Takes pushes, and tells queriers what it has not stored yet. */
  INGESTER("ingester", "write"),
  /** Answers queries from the store and from ingesters, and compacts when it is its turn. */
  QUERIER("querier", "read");

  private final List<String> names;

  Target(String... names) {
    this.names = List.of(names);
  }

  /** The names of all targets. */
  public static List<String> allNames() {
    return Arrays.stream(values()).flatMap(target -> target.names.stream()).toList();
  }

  /** The target of a name; empty when there is none. */
  public static Optional<Target> named(String name) {
    return Arrays.stream(values()).filter(target -> target.names.contains(name)).findFirst();
  }

  boolean ingests() {
    return this != QUERIER;
  }

  boolean queries() {
    return this != INGESTER;
  }
}
