/**
 * Logging through SLF4J, set up in code: one line an event on standard error, logfmt or JSON.
 *
 * <p>A line has {@code level}, {@code ts} (UTC, milliseconds), {@code caller} (the logger's last
 * name), {@code msg}, the event's key-values in their order, {@code request_id}, {@code org_id} and
 * {@code trace_id} while a request is answered, and {@code err} and {@code stack} for an exception.
 * No value can break out of its line: line ends and control characters are escaped.
 */
@NullMarked
package io.millrace.service.logging;

import org.jspecify.annotations.NullMarked;
