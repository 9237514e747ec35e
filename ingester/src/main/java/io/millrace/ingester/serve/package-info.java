/**
 * What an ingester tells other processes of its memory, over HTTP below {@code /internal/}: the
 * frames of {@link io.millrace.store.held}. An answer is written stream by stream while it is read,
 * and ends when nobody reads any more.
 */
@NullMarked
package io.millrace.ingester.serve;

import org.jspecify.annotations.NullMarked;
