package io.millrace.ingester.otlp;

import io.millrace.entry.EntryBatch;
import io.millrace.ingester.enrich.MetadataNames;
import io.millrace.ingester.enrich.ServiceNameDiscovery;
import io.millrace.ingester.limits.OtlpAttributes;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushRefusedException;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps an export request to streams, by a tenant's {@code otlp_config}. */
final class OtlpStreams {
  private final OtlpAttributes rules;
  private final long nowNanos;
  private final Map<Labels, EntryBatch.Builder> streams = new LinkedHashMap<>();

  private OtlpStreams(OtlpAttributes rules, long nowNanos) {
    this.rules = rules;
    this.nowNanos = nowNanos;
  }

  /**
   * The streams of a request.
   *
   * @param rules what becomes of attributes
   * @param nowNanos time of records that have none, in nanoseconds since 1970
   */
  static List<IncomingStream> of(OtlpLogs logs, OtlpAttributes rules, long nowNanos)
      throws PushRefusedException {
    OtlpStreams mapping = new OtlpStreams(rules, nowNanos);
    for (OtlpLogs.ResourceLogs resource : logs.resources()) {
      mapping.add(resource);
    }
    if (mapping.streams.isEmpty()) {
      throw new PushRefusedException(
          422, "error at least one valid stream is required for ingestion");
    }
    List<IncomingStream> incoming = new ArrayList<>();
    mapping.streams.forEach(
        (labels, entries) ->
            incoming.add(new IncomingStream(new ParsedLabels(labels, null), entries.build())));
    return incoming;
  }

  private void add(OtlpLogs.ResourceLogs resource) throws PushRefusedException {
    Labels.Builder labels = new Labels.Builder();
    Pairs metadata = new Pairs();
    for (OtlpValue.Attribute attribute : resource.attributes()) {
      switch (rules.ofResource(attribute.key())) {
        case INDEX_LABEL -> {
          Pairs promoted = new Pairs();
          promoted.add(attribute.key(), attribute.value());
          promoted.pairs.forEach(labels::set);
          discoverServiceName(labels, promoted);
        }
        case STRUCTURED_METADATA -> metadata.add(attribute.key(), attribute.value());
        case DROP -> {}
      }
    }
    if (labels.get(ServiceNameDiscovery.LABEL) == null) {
      labels.set(ServiceNameDiscovery.LABEL, ServiceNameDiscovery.UNKNOWN);
    }
    Labels stream = labels.build();
    for (OtlpLogs.ScopeLogs scope : resource.scopes()) {
      Pairs scoped = metadata.copy().addScope(scope.scope(), rules);
      for (OtlpLogs.LogRecord log : scope.records()) {
        Pairs own = new Pairs();
        Labels labelsOfLog = labels(stream, log, own);
        streams
            .computeIfAbsent(labelsOfLog, _ -> new EntryBatch.Builder())
            .add(time(log), log.body().text(), metadata(log, own, scoped));
      }
    }
  }

  /** The labels of a record; its attributes that become none are put into {@code metadata}. */
  private Labels labels(Labels stream, OtlpLogs.LogRecord log, Pairs metadata)
      throws PushRefusedException {
    Pairs promoted = new Pairs();
    for (OtlpValue.Attribute attribute : log.attributes()) {
      switch (rules.ofLog(attribute.key())) {
        case INDEX_LABEL -> promoted.add(attribute.key(), attribute.value());
        case STRUCTURED_METADATA -> metadata.add(attribute.key(), attribute.value());
        case DROP -> {}
      }
    }
    if (rules.severityTextAsLabel()) {
      promoted.set("severity_text", log.severityText());
    }
    if (promoted.pairs.isEmpty()) {
      return stream;
    }
    Labels.Builder labels = stream.toBuilder();
    promoted.pairs.forEach(labels::set);
    return labels.build();
  }

  /** The first promoted attribute whose name the discovery knows, unless there is a real one. */
  private static void discoverServiceName(Labels.Builder labels, Pairs promoted) {
    for (Map.Entry<String, String> pair : promoted.pairs.entrySet()) {
      boolean known = ServiceNameDiscovery.DEFAULT_SOURCES.contains(pair.getKey());
      if (known && labels.get(ServiceNameDiscovery.LABEL) == null) {
        labels.set(ServiceNameDiscovery.LABEL, pair.getValue());
      }
    }
  }

  private long time(OtlpLogs.LogRecord log) {
    if (log.timeNanos() != 0) {
      return log.timeNanos();
    }
    return log.observedNanos() != 0 ? log.observedNanos() : nowNanos;
  }

  private static Labels metadata(OtlpLogs.LogRecord log, Pairs pairs, Pairs resourceAndScope) {
    if (log.timeNanos() != 0 && log.observedNanos() != 0) {
      pairs.set("observed_timestamp", Long.toString(log.observedNanos()));
    }
    pairs.setCount("severity_number", log.severityNumber());
    pairs.set("severity_text", log.severityText());
    pairs.setCount("dropped_attributes_count", log.droppedAttributes());
    pairs.setCount("flags", log.flags());
    pairs.set("trace_id", id(log.traceId()));
    pairs.set("span_id", id(log.spanId()));
    resourceAndScope.pairs.forEach(pairs::set);
    return Labels.of(pairs.pairs);
  }

  /** An id of zeros alone is none. */
  private static String id(String hex) {
    return hex.matches("0*") ? "" : hex;
  }

  /** Names and values as metadata or labels have them, in order; later values win. */
  private static final class Pairs {
    final Map<String, String> pairs = new LinkedHashMap<>();

    Pairs copy() {
      Pairs copy = new Pairs();
      copy.pairs.putAll(pairs);
      return copy;
    }

    Pairs addScope(OtlpLogs.Scope scope, OtlpAttributes rules) throws PushRefusedException {
      for (OtlpValue.Attribute attribute : scope.attributes()) {
        if (rules.ofScope(attribute.key()) != OtlpAttributes.Action.DROP) {
          add(attribute.key(), attribute.value());
        }
      }
      set("scope_name", scope.name());
      set("scope_version", scope.version());
      setCount("scope_dropped_attributes_count", scope.droppedAttributes());
      return this;
    }

    /** An attribute; one with attributes of its own becomes one pair for each of them. */
    void add(String key, OtlpValue value) throws PushRefusedException {
      if (value instanceof OtlpValue.Attributes(List<OtlpValue.Attribute> nested)) {
        for (OtlpValue.Attribute attribute : nested) {
          add(key + "_" + attribute.key(), attribute.value());
        }
        return;
      }
      try {
        set(MetadataNames.normalize(key), value.text());
      } catch (IllegalArgumentException e) {
        throw new PushRefusedException(400, String.valueOf(e.getMessage()));
      }
    }

    void set(String name, String value) {
      if (!value.isEmpty()) {
        pairs.put(name, value);
      }
    }

    void setCount(String name, long count) {
      if (count != 0) {
        pairs.put(name, Long.toString(count));
      }
    }
  }
}
