/**
 * Entries as they come in, for those who follow a query.
 *
 * <p>Entries are published once they are durable and can be read, in the order of their arrival
 * within a stream. A listener runs on the pushing thread, so it only takes note.
 */
@NullMarked
package io.millrace.store.live;

import org.jspecify.annotations.NullMarked;
