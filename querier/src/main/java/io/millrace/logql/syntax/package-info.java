/**
 * LogQL as text and as a tree: lexer, parser, printer.
 *
 * <p>{@link io.millrace.logql.syntax.Parser} turns a query into immutable records and refuses what
 * Loki refuses, with the words and the place that Loki gives. It runs in time linear in the query,
 * and refuses nesting beyond a fixed depth. {@link io.millrace.logql.syntax.Printer} writes the
 * canonical text of a tree; {@link io.millrace.logql.syntax.Prettifier} breaks long ones into
 * lines. Stages are not compiled here: a bad template or line filter expression shows when the
 * query is planned.
 */
@NullMarked
package io.millrace.logql.syntax;

import org.jspecify.annotations.NullMarked;
