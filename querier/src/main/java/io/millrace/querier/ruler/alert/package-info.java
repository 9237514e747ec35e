/**
 * What becomes of alerts from one evaluation to the next: Prometheus' rules for pending, firing and
 * resolved alerts. No clock, no I/O: time comes with each call, in milliseconds since 1970.
 */
@NullMarked
package io.millrace.querier.ruler.alert;

import org.jspecify.annotations.NullMarked;
