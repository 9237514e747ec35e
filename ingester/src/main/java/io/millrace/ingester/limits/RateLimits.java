package io.millrace.ingester.limits;

/**
 * Limits on how much a tenant may push, with Loki's names and defaults. Rates are bytes of lines
 * and structured metadata a second.
 *
 * @param maxStreams active streams of the tenant; 0 for no limit
 */
public record RateLimits(
    double ingestionRate,
    double ingestionBurst,
    double perStreamRate,
    double perStreamBurst,
    int maxStreams) {}
