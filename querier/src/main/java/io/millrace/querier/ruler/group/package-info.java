/**
 * Evaluates groups of rules.
 *
 * <p>The times of a group are {@code offset + k * interval}, with an offset of its own so that not
 * all groups come at once. A time is evaluated at most once, over all processes and restarts: the
 * state that names it is written, by compare and swap, before anything of its outcome leaves the
 * process. When times were missed, the last of them is evaluated late, and the earlier ones are not
 * made up for. If the state can't be written because the store fails, alerts go out nevertheless:
 * better one twice than none.
 */
@NullMarked
package io.millrace.querier.ruler.group;

import org.jspecify.annotations.NullMarked;
