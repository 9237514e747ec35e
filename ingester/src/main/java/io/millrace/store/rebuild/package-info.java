/**
 * The index made anew, or completed, from what the packs say.
 *
 * <p>Packs are the truth, the index is a cache of them. What no pack tells, and is taken over from
 * the old index when it can be read, is how far the write-ahead log is in packs; without it a start
 * replays lines that packs have already, which readers drop as repeats.
 */
@NullMarked
package io.millrace.store.rebuild;

import org.jspecify.annotations.NullMarked;
