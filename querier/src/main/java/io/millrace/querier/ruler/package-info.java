/**
 * The ruler: evaluates LogQL on time, raises alerts and records series, as Loki's does.
 *
 * <p>Rules come from the API and from files. Of several processes on one store, the one that holds
 * the lease evaluates; the others show what it has kept, and take over when its lease has run out.
 * A process that loses the lease in the middle of an evaluation finds the state changed, and is
 * silent.
 */
@NullMarked
package io.millrace.querier.ruler;

import org.jspecify.annotations.NullMarked;
