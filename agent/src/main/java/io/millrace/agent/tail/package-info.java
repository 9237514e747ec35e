/**
 * Reading files as they grow, rotate, shrink and vanish.
 *
 * <p>A {@link io.millrace.agent.tail.Tail} follows one path. The contents that the path has had are
 * its generations, read oldest first and each to its real end. A few worker threads own all tails,
 * each tail belonging to one worker, so nothing in a tail is locked. Files are the buffer: a tail
 * whose entries find no room stops reading until there is.
 */
@NullMarked
package io.millrace.agent.tail;

import org.jspecify.annotations.NullMarked;
