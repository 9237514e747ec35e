/**
 * What lies in memory: for each tenant its streams, and for each stream the entries that are not in
 * the store yet.
 *
 * <p>A stream has one {@link io.millrace.ingester.stream.Head} that takes entries, and perhaps
 * frozen heads that are on their way to the store or were put there a moment ago. Entries lie open
 * until there are enough for a block; then they are compressed as they will be stored, by the
 * thread that brought the last of them. So a flush only puts blocks together, and memory holds many
 * times the lines that it could hold as text. Every stream has a lock of its own, held for the time
 * of a few array copies and never over I/O. Which entries a flush takes is decided for all streams
 * at one moment, while no push is between log and memory (see {@link
 * io.millrace.ingester.stream.PushGate}), so that one LSN says what is flushed.
 */
@NullMarked
package io.millrace.ingester.stream;

import org.jspecify.annotations.NullMarked;
