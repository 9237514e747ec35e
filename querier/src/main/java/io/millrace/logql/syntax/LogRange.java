package io.millrace.logql.syntax;

import org.jspecify.annotations.Nullable;

/**
 * The lines of a window before each step.
 *
 * @param rangeNanos length of the window
 * @param offsetNanos how far the window lies before the step; negative when after it
 */
public record LogRange(
    LogQuery query, @Nullable Unwrap unwrap, long rangeNanos, long offsetNanos) {}
