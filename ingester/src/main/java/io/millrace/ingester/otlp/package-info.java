/**
 * OpenTelemetry logs over HTTP ({@code POST /otlp/v1/logs}), protobuf or JSON, mapped to streams as
 * Loki does: some resource attributes become labels, the rest structured metadata.
 *
 * <p>Numbers of protobuf fields are from opentelemetry-proto's {@code logs.proto} and {@code
 * common.proto}. Unknown fields are passed over.
 */
@NullMarked
package io.millrace.ingester.otlp;

import org.jspecify.annotations.NullMarked;
