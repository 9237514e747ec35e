package io.millrace.querier.api;

import java.time.Duration;

/**
 * What the delete API allows.
 *
 * @param enabled whether there is a delete API at all: {@code compactor.retention_enabled}
 * @param cancelPeriod how long a request can be cancelled
 * @param maxInterval the most that {@code max_interval} may be; zero for any
 */
public record DeleteSettings(boolean enabled, Duration cancelPeriod, Duration maxInterval) {}
