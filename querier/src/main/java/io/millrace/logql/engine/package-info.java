/**
 * Plans and runs LogQL queries over a {@link io.millrace.store.LogReader}.
 *
 * <p>A scan is cut into units, each a run of blocks of one stream that overlap in time; entries
 * that several blocks of a unit hold are seen once. Units are read in parallel by a fixed pool, one
 * worker per core, each with its own state; results are merged at the end. Before a block is read,
 * its times, counts and text filters are asked. A unit of one block whose lines are stored as
 * templates is read by field where the pipeline begins with a parser. Every worker looks at the
 * {@link io.millrace.logql.engine.QueryContext} once per block and stops when the query is
 * cancelled, out of time, or over a limit.
 *
 * <p>Windows of range aggregations are open on the left and closed on the right; the range of a log
 * query includes its start and excludes its end. All times are nanoseconds since 1970.
 */
@NullMarked
package io.millrace.logql.engine;

import org.jspecify.annotations.NullMarked;
