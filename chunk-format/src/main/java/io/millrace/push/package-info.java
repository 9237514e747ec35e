/**
 * Loki's push protobuf, read and written without an object per entry.
 *
 * <p>The message, from Loki's {@code pkg/push/push.proto} (proto3; field number: type):
 *
 * <pre>
 * PushRequest    1: repeated Stream
 * Stream         1: string labels, as {a="b"}     2: repeated Entry     3: uint64 hash (not used)
 * Entry          1: Timestamp     2: string line     3: repeated LabelPair structured metadata
 * Timestamp      1: int64 seconds since 1970     2: int32 nanoseconds, 0 to 999,999,999
 * LabelPair      1: string name     2: string value
 * </pre>
 *
 * <p>Strings may be any bytes. Fields may come in any order, unknown ones are passed over, and of a
 * repeated single field the last one counts, as protobuf has it. On the wire of the push API the
 * message is wrapped in a snappy block, see {@link io.millrace.snappy.SnappyBlock}.
 */
@NullMarked
package io.millrace.push;

import org.jspecify.annotations.NullMarked;
