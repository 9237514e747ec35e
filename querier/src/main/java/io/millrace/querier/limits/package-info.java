/**
 * What a tenant may ask: Loki's {@code limits_config}, as far as it concerns reading, and the check
 * that every query passes before it runs. What a running query may cost is counted by the engine.
 */
@NullMarked
package io.millrace.querier.limits;

import org.jspecify.annotations.NullMarked;
