/**
 * From memory to the object store: which streams are due, what becomes of their entries, and in
 * which order it becomes durable.
 *
 * <p>The order is: freeze the heads, write their chunks into one pack, read the pack back, put it,
 * commit it to the index together with the LSNs that it covers, and only then let go of memory and
 * of the log. A crash at any point loses nothing, because the log is still there, and doubles
 * nothing, because the LSNs are in the same commit as the pack.
 */
@NullMarked
package io.millrace.ingester.flush;

import org.jspecify.annotations.NullMarked;
