/**
 * The {@code millrace} command: one class for each subcommand, and a small client of the Loki API
 * that the commands for people use.
 *
 * <p>Output goes to standard output as text on a terminal and as JSON with {@code -o json}; errors
 * go to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage or config.
 */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
