/**
 * A log line on its way through the agent, and the account of how far each file has been delivered.
 *
 * <p>An entry knows where in which file it came from. A {@link io.millrace.agent.entry.Progress}
 * turns what batches still hold into the offset before which everything is acknowledged: the only
 * offset that is ever stored.
 */
@NullMarked
package io.millrace.agent.entry;

import org.jspecify.annotations.NullMarked;
