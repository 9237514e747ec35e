/**
 * The parts that a block of a columnar chunk consists of, and how they are compressed and packed.
 *
 * <p>Their layout stands in the description of {@code io.millrace.chunk.columnar}.
 */
@NullMarked
package io.millrace.chunk.columnar.section;

import org.jspecify.annotations.NullMarked;
