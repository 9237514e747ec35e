/**
 * Starts the parts of a process in order and stops them in reverse.
 *
 * <p>A {@link io.millrace.service.lifecycle.Component} is started after all those before it in the
 * list, and stopped before them. If one cannot start, those that did are stopped and the process
 * ends with one error. SIGTERM stops everything within a grace period and the process exits with 0.
 */
@NullMarked
package io.millrace.service.lifecycle;

import org.jspecify.annotations.NullMarked;
