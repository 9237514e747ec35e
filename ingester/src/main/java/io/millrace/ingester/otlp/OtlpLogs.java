package io.millrace.ingester.otlp;

import java.util.List;

/** An export request, as far as it matters. */
record OtlpLogs(List<ResourceLogs> resources) {
  OtlpLogs {
    resources = List.copyOf(resources);
  }

  /** The logs of one resource. */
  record ResourceLogs(List<OtlpValue.Attribute> attributes, List<ScopeLogs> scopes) {
    ResourceLogs {
      attributes = List.copyOf(attributes);
      scopes = List.copyOf(scopes);
    }
  }

  /** The logs of one instrumentation scope. */
  record ScopeLogs(Scope scope, List<LogRecord> records) {
    ScopeLogs {
      records = List.copyOf(records);
    }
  }

  record Scope(
      String name, String version, List<OtlpValue.Attribute> attributes, long droppedAttributes) {
    static final Scope NONE = new Scope("", "", List.of(), 0);

    Scope {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * One record.
   *
   * @param timeNanos since 1970; 0 when not known
   * @param traceId lower-case hexadecimal; empty for none
   */
  record LogRecord(
      long timeNanos,
      long observedNanos,
      int severityNumber,
      String severityText,
      OtlpValue body,
      List<OtlpValue.Attribute> attributes,
      long droppedAttributes,
      long flags,
      String traceId,
      String spanId) {
    LogRecord {
      attributes = List.copyOf(attributes);
    }
  }
}
