/**
 * Log entries as columns of bytes: the form in which every part of Millrace hands entries to the
 * next.
 *
 * <p>An entry is a timestamp in nanoseconds since 1970, a line (any bytes, also empty or invalid
 * UTF-8) and structured metadata. There is no object per entry: a batch holds one array of
 * timestamps, one of line bytes, and a column of metadata that makes label sets when they are asked
 * for.
 */
@NullMarked
package io.millrace.entry;

import org.jspecify.annotations.NullMarked;
