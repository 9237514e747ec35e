/**
 * The {@code journal} target: systemd's journal, by a {@code journalctl} that runs as a child.
 *
 * <p>It prints the export format: an entry is a run of fields and ends with an empty line. A field
 * is {@code NAME=text} and a line feed, or, for any bytes, {@code NAME}, a line feed, the length as
 * 64 bits little-endian, the bytes and a line feed. The cursor of what the server has acknowledged
 * is stored; a child that ends is started again after the last entry that was read.
 */
@NullMarked
package io.millrace.agent.journal;

import org.jspecify.annotations.NullMarked;
