/**
 * The part of Go's {@code text/template} that log pipelines use, with the functions that Loki and
 * Promtail add, see {@link io.millrace.template.Dialect}.
 *
 * <p>A {@link io.millrace.template.Template} is parsed once and is safe for use by any number of
 * threads; it knows nothing of queries and labels beyond a map of strings. Values are {@code
 * String}, {@code Long} (Go's integers), {@code Double}, {@code Boolean}, {@link
 * io.millrace.template.GoTime}, {@code Map<String, ?>}, {@code List<?>} and {@link
 * io.millrace.template.Nil}. Positions in run-time errors count bytes, as Go's do.
 */
@NullMarked
package io.millrace.template;

import org.jspecify.annotations.NullMarked;
