/**
 * The whole server as a process: push a corpus, flush, start again, ask. Figures are the process's
 * own CPU seconds and peak memory as the operating system counts them.
 */
@NullMarked
package io.millrace.bench.endtoend;

import org.jspecify.annotations.NullMarked;
