/**
 * Batches on the disk, for when a server is away for longer than the log files stay.
 *
 * <p>Each lane has a directory of segments, {@code <number in 20 digits>.spool}: the 8 bytes {@code
 * MRSPOOL} and 1, then records. A record is, in big-endian order,
 *
 * <pre>
 * magic 4d 52 53 52 | length of the body, 4 bytes | CRC-32C of the body | CRC-32C of these 12 bytes
 * body: a push request as it is sent, compressed
 * </pre>
 *
 * <p>A segment is written once, from start to end, and synced before its entries count as
 * delivered; a process begins a new one. {@code acked} tells where the first record lies that the
 * server has not acknowledged: the segment, the offset, 8 bytes each, and their CRC-32C. It is not
 * synced: when it is older than it should be, records are sent again. A record that does not check
 * is left out and counted, and the next one is looked for by its magic.
 */
@NullMarked
package io.millrace.agent.spool;

import org.jspecify.annotations.NullMarked;
