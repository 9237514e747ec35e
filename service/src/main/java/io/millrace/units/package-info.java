/**
 * The text forms of numbers, durations and byte sizes that LogQL shares with Go: what Loki accepts,
 * what it prints, and the words it uses when a text is none of them.
 *
 * <p>Everything here is stateless. A text that can't be read raises {@link
 * io.millrace.units.ValueException}, whose message clients see as {@code __error_details__}.
 */
@NullMarked
package io.millrace.units;

import org.jspecify.annotations.NullMarked;
