/**
 * Holds the query API against answers that were recorded from Loki 3.7.6.
 *
 * <p>The data set and the cases lie in {@code src/test/resources/conformance}. Answers are compared
 * as data: label sets, lines and times exactly, sample values as floats with a relative tolerance
 * of 1e-9, error texts exactly but for the wording of syntax errors.
 */
@NullMarked
package io.millrace.conformance;

import org.jspecify.annotations.NullMarked;
