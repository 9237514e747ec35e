/**
 * Traces of what a process does, sent by OTLP when {@code OTEL_EXPORTER_OTLP_ENDPOINT} (or {@code
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}) is set; the other {@code OTEL_*} variables have the meanings
 * of the OpenTelemetry specification.
 *
 * <p>Without an endpoint nothing of the SDK is loaded and no request is looked at: there is one
 * {@link io.millrace.service.trace.Tracing} that does nothing. A span's parent is the current one
 * of its thread, or what the caller's {@code traceparent} says.
 */
@NullMarked
package io.millrace.service.trace;

import org.jspecify.annotations.NullMarked;
