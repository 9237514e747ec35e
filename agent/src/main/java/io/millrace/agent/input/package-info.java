/**
 * Sources of entries that are no files: they listen on a socket, or follow something that has a
 * cursor.
 *
 * <p>Entries go through the same rules, stages and delivery as the lines of files. A source stops
 * reading while the delivery is full: {@link io.millrace.agent.input.Feed#awaitRoom} is where it
 * waits. A source with a cursor stores only what the server has acknowledged, as files do; what a
 * socket brings is in memory until then.
 */
@NullMarked
package io.millrace.agent.input;

import org.jspecify.annotations.NullMarked;
