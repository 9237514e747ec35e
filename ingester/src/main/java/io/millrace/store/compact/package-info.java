/**
 * Compaction: what a flush wrote in haste is compressed well, small packs and small chunks become
 * larger ones, and what is deleted or too old is left out.
 *
 * <p>All of it is one step, repeated: some packs are read, one pack is written that names them as
 * replaced, and the index swaps them in one batch. So there is no moment in which an entry counts
 * twice or not at all, wherever a crash comes: before the new pack is stored nothing has happened,
 * and from then on the old ones do not count, even if the index learns of it at the next start
 * only. The new pack is written chunk by chunk to a local file, so packs may be larger than memory.
 * A pack without a history was written by a flush or an import; its history says of every other one
 * that it need not be written again. Where nothing is left of the old packs, the new one is empty.
 * The old packs are deleted after a delay, since queries of other processes may still read them,
 * and in such an order that the pack that says of another that it does not count is never deleted
 * first.
 */
@NullMarked
package io.millrace.store.compact;

import org.jspecify.annotations.NullMarked;
