/**
 * The label index: which streams a tenant has, on which days, and where their chunks lie. It is a
 * RocksDB, derived from the packs' own directories and rebuilt from them when it is lost.
 *
 * <h2>Column families</h2>
 *
 * Keys are compared bytewise; integers in keys are big-endian, times with the sign bit flipped.
 *
 * <pre>
 * streams     u32 stream                             -> tenant, labels
 * stream_ids  utf8 tenant 00 canonical labels        -> u32 stream
 * postings    utf8 tenant 00 i32 day, name 00 value  -> Roaring bitmap of streams
 * chunks      u32 stream, i64 oldest time, utf8 pack, u32 number -> where the chunk lies
 * packs       utf8 pack                              -> bytes, chunks, times, what was erased, origin
 * pack_chunks utf8 pack                              -> streams and times of its chunks
 * replaced    utf8 pack                              -> the pack that replaces it
 * progress    u32 stream                             -> u64 LSN up to which the log is in packs
 * meta        utf8 name                              -> next stream, highest LSN, format 2
 * </pre>
 *
 * <p>A day is the UTC day number since 1970. A stream stands in the postings of every day that one
 * of its chunks touches. All that a pack brings is written in one synced batch, so that a pack is
 * in the index as a whole or not at all; the same batch takes out the packs that it replaces. In
 * whatever order packs are added, those that another one replaces end up outside.
 */
@NullMarked
package io.millrace.store.index;

import org.jspecify.annotations.NullMarked;
