/**
 * Batches for Loki's push API, sent until they are acknowledged.
 *
 * <p>Each client and tenant has a lane with its own queue, its own thread and its own backoff. A
 * lane has one request on the way at a time, which keeps the order within each stream.
 */
@NullMarked
package io.millrace.agent.delivery;

import org.jspecify.annotations.NullMarked;
