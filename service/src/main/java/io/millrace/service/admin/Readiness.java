package io.millrace.service.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Collects reasons why a process cannot serve yet, or why it is not alive any more. Safe for use by
 * any thread.
 */
public final class Readiness {
  private final List<Supplier<Optional<String>>> checks = new CopyOnWriteArrayList<>();

  /**
   * Adds a check.
   *
   * @param reason quick and safe for use by any thread; gives the reason, or empty when ready:
   *     {@code Ingester not ready: replaying the log}
   */
  public void add(Supplier<Optional<String>> reason) {
    checks.add(reason);
  }

  /** All reasons against being ready, in the order of the checks; empty when ready. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    for (Supplier<Optional<String>> check : checks) {
      check.get().ifPresent(reasons::add);
    }
    return reasons;
  }
}
