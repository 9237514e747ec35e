package io.millrace.agent.discovery;

/** Labels of targets that say what to read and never reach entries. */
final class TargetLabels {
  /** A pattern for the files. */
  static final String PATH = "__path__";

  /** A pattern for files that are not read. */
  static final String PATH_EXCLUDE = "__path_exclude__";

  /** The host that the target is on; other hosts leave it. */
  static final String HOST = "__host__";

  static final String FILENAME = "filename";

  private TargetLabels() {}
}
