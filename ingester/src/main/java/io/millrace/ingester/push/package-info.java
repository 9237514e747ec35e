/**
 * The push path: from a request's bytes to entries that are durable and can be queried.
 *
 * <p>A request is decoded as a whole or refused as a whole; then each stream and each entry is held
 * against the tenant's limits, and what is left goes to the log and to memory. As in Loki, valid
 * entries are stored even when others of the same request are refused.
 */
@NullMarked
package io.millrace.ingester.push;

import org.jspecify.annotations.NullMarked;
