/**
 * How far each file was acknowledged, across restarts.
 *
 * <p>The state file is text in JSON lines, written whole:
 *
 * <pre>
 * {"format":"millrace-positions","version":1,"generation":N}
 * one line for each file, see {@link io.millrace.agent.position.PositionRecord}
 * {"records":N,"crc32c":"8 hex digits over all bytes before this line"}
 * </pre>
 *
 * <p>It is written to a temporary file, synced, the previous state is kept as {@code .prev}, and
 * the directory is synced. A state that does not check is passed over for the previous one; the
 * agent starts even when both are lost, and says so.
 */
@NullMarked
package io.millrace.agent.position;

import org.jspecify.annotations.NullMarked;
