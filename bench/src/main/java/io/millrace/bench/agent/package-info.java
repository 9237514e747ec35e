/**
 * Measures the agent as a process: what it reads for a second of its CPU time, and what idleness
 * costs.
 */
@NullMarked
package io.millrace.bench.agent;

import org.jspecify.annotations.NullMarked;
