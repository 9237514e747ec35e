/**
 * Follows a query: what was found already, then what comes in.
 *
 * <p>A tail listens before it asks for what is there, and drops what it has seen both ways. Pushes
 * only leave a note in the tail's inbox; the tail's own virtual thread wakes five times a second,
 * runs the stages and hands frames to the connection without ever waiting for the reader. What
 * finds no room, in the inbox or in the connection's queue, is dropped and reported.
 */
@NullMarked
package io.millrace.querier.tail;

import org.jspecify.annotations.NullMarked;
