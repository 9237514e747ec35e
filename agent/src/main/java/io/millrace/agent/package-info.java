/**
 * The agent: finds log files, reads them, runs pipeline stages, pushes batches to Loki's API and
 * remembers how far the server has acknowledged.
 *
 * <p>The position of a file moves only to the end of its longest acknowledged prefix, so a line is
 * lost only when its bytes are gone from the disk before they could be read.
 */
@NullMarked
package io.millrace.agent;

import org.jspecify.annotations.NullMarked;
