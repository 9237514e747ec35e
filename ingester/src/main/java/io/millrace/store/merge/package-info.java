/** Entries of one stream from several batches, put into one order without repeats. */
@NullMarked
package io.millrace.store.merge;

import org.jspecify.annotations.NullMarked;
