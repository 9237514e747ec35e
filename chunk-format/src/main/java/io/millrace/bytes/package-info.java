/**
 * The small change of every format here: a bounded cursor over bytes from outside, a growable
 * writer, and CRC-32C.
 *
 * <p>Varints are LEB128 as in protobuf and in Go's {@code encoding/binary}: seven bits a byte,
 * least significant first, at most ten bytes. Signed varints are zigzag-coded. Nothing here reads
 * beyond the range that it was given, and whatever is wrong with the input is a {@link
 * io.millrace.bytes.FormatException} that names the offset.
 */
@NullMarked
package io.millrace.bytes;

import org.jspecify.annotations.NullMarked;
