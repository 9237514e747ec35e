package io.millrace.cli;

/** What a command prints. */
enum OutputFormat {
  /** Text for people. */
  TEXT,
  /** The lines alone. */
  RAW,
  /** One JSON object a line. */
  JSON
}
