/**
 * The process's metrics: one registry with those of the JVM and the process, and the handler of
 * {@code /metrics}.
 */
@NullMarked
package io.millrace.service.metrics;

import org.jspecify.annotations.NullMarked;
