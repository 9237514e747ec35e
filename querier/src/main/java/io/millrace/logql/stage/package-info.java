/**
 * Log pipelines at work: line filters, parsers, label filters, formatting.
 *
 * <p>A {@link io.millrace.logql.stage.Pipeline} is compiled once per query and immutable. Each
 * worker has its own {@link io.millrace.logql.stage.LineRun}, the labels and the bytes of the line
 * at hand, which the stages change in turn. Label names have small numbers in a run, so that a look
 * at a label is a look into an array; values stay slices of the line until someone wants text.
 *
 * <p>{@link io.millrace.logql.stage.FieldReader} does the same with blocks whose lines are stored
 * as templates: it lets the parser take a sample of each template apart, and feeds it the values of
 * the columns afterwards.
 *
 * <p>Labels have three origins: the stream, structured metadata, and what stages set ("parsed"). A
 * stage that fails sets the error of the line and lets it pass.
 */
@NullMarked
package io.millrace.logql.stage;

import org.jspecify.annotations.NullMarked;
