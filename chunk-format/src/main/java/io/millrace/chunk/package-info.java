/**
 * What every kind of chunk has in common: the labels of one stream, blocks of entries that are read
 * one by one, and a checksum over all of it.
 *
 * <p>A chunk is one immutable run of bytes. It names its tenant and its labels, so an index can be
 * rebuilt from chunks alone. A damaged block fails when it is read and leaves the others readable.
 */
@NullMarked
package io.millrace.chunk;

import org.jspecify.annotations.NullMarked;
