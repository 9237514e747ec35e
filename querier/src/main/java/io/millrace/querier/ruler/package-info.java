/**
 * The ruler: evaluates LogQL on time, raises alerts and records series, as Loki's does.
 *
 * <p>Rules come from the API and from files. Of several processes on one store, the one that {@code
 * mayRun} says so evaluates; the others show what it has kept.
 */
@NullMarked
package io.millrace.querier.ruler;

import org.jspecify.annotations.NullMarked;
