/** Benchmarks of the chunk formats: speed by JMH, and how small they are. */
@NullMarked
package io.millrace.bench.chunk;

import org.jspecify.annotations.NullMarked;
