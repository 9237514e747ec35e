/**
 * Lines as templates and columns of values: finds what lines have in common, puts the values of
 * each variable into a column of the kind that takes least, and gives back lines, values, or the
 * lines that may hold a word.
 *
 * <p>The layout stands in the description of {@code io.millrace.chunk.columnar}.
 */
@NullMarked
package io.millrace.chunk.columnar.template;

import org.jspecify.annotations.NullMarked;
