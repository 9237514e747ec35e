/**
 * Batches for Loki's push API, sent until they are acknowledged.
 *
 * <p>Each client and tenant has a lane with its own queue, its own thread and its own backoff. A
 * lane has one request on the way at a time, which keeps the order within each stream. Batches that
 * make no progress may go to the lane's spool, if their files are at risk: it is sent before what
 * is in memory, but for the batch that is on its way.
 */
@NullMarked
package io.millrace.agent.delivery;

import org.jspecify.annotations.NullMarked;
