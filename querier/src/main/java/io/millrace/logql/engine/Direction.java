package io.millrace.logql.engine;

/** The order of log lines. */
public enum Direction {
  /** Oldest first. */
  FORWARD,
  /** Newest first. */
  BACKWARD
}
