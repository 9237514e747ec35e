/**
 * Work that one process of several does at a time: whoever holds the lease, an object that is
 * changed by compare and swap.
 *
 * <p>Clocks of different machines are not compared. A holder renews its lease by changing the
 * object, and counts the lease as lost when it could not do so for the lease's duration, measured
 * on its own clock from before the last renewal began. Another process takes the lease over when it
 * has seen the object unchanged for that long on its own clock, from after it first read it. So two
 * holders at a time are possible only if a process stands still between asking {@link
 * io.millrace.store.lease.Lease#isHeld} and acting on it: what is done under a lease has to be
 * harmless when it is done twice.
 *
 * <p>The object {@code leases/<name>.lease} holds a version of 1 (u8), the holder's name (utf8;
 * empty when the lease is free), the duration in milliseconds (uvarint), and a number (uvarint)
 * that changes with every write.
 */
@NullMarked
package io.millrace.store.lease;

import org.jspecify.annotations.NullMarked;
