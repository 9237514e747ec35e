package io.millrace.service.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What came up while one file was read. Belongs to one thread. */
final class Reading {
  private final String file;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> ignored = new LinkedHashSet<>();

  Reading(String file) {
    this.file = file;
  }

  /** The reader could not make its record; the problem is noted. */
  static final class Aborted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Aborted(IllegalArgumentException cause) {
      super(cause);
    }
  }

  String file() {
    return file;
  }

  void problem(Position position, String path, String message) {
    problems.add(new ConfigProblem(file, position.line(), position.column(), path, message));
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  /** Whether something at or below {@code path} is wrong already. */
  boolean hasProblemBelow(String path) {
    return problems.stream().anyMatch(problem -> problem.path().startsWith(path));
  }

  void ignored(String path) {
    ignored.add(path);
  }

  List<String> ignored() {
    return List.copyOf(ignored);
  }

  ConfigException failure() {
    problems.sort(
        Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
    return new ConfigException(problems);
  }
}
