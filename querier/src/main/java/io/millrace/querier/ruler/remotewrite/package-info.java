/**
 * Writes recorded series by Prometheus' remote write protocol, version 1: snappy over protobuf.
 *
 * <pre>
 * WriteRequest { repeated TimeSeries timeseries = 1 }
 * TimeSeries   { repeated Label labels = 1 (sorted by name); repeated Sample samples = 2 }
 * Label        { string name = 1; string value = 2 }
 * Sample       { double value = 1; int64 timestamp = 2 (milliseconds since 1970) }
 * </pre>
 */
@NullMarked
package io.millrace.querier.ruler.remotewrite;

import org.jspecify.annotations.NullMarked;
