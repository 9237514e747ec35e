/**
 * The {@code loki_push_api} target: Loki's push API on a port of its own.
 *
 * <p>A push is answered when its entries are with the delivery, in memory; while the delivery is
 * full it is refused with 503 and {@code Retry-After}, and nothing of it is taken.
 */
@NullMarked
package io.millrace.agent.receive;

import org.jspecify.annotations.NullMarked;
