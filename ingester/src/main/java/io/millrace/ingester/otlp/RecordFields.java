package io.millrace.ingester.otlp;

import java.util.ArrayList;
import java.util.List;

/** Collects the fields of a log record while it is read. Used by one thread. */
final class RecordFields {
  long timeNanos;
  long observedNanos;
  int severityNumber;
  String severityText = "";
  OtlpValue body = new OtlpValue.Empty();
  final List<OtlpValue.Attribute> attributes = new ArrayList<>();
  long droppedAttributes;
  long flags;
  String traceId = "";
  String spanId = "";

  OtlpLogs.LogRecord build() {
    return new OtlpLogs.LogRecord(
        timeNanos,
        observedNanos,
        severityNumber,
        severityText,
        body,
        attributes,
        droppedAttributes,
        flags,
        traceId,
        spanId);
  }
}
