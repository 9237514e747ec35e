/**
 * Label sets: what names a stream, and what structured metadata is made of.
 *
 * <p>Invariants of a {@link io.millrace.labels.Labels}: names are unique and sorted by their UTF-8
 * bytes; no value is empty; it never changes. The canonical text {@code {a="x", b="y"}} is the
 * identity of a stream, as in Loki.
 */
@NullMarked
package io.millrace.labels;

import org.jspecify.annotations.NullMarked;
