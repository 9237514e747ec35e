package io.millrace.ingester.otlp;

import io.millrace.entry.EntryBatch;
import io.millrace.ingester.enrich.MetadataNames;
import io.millrace.ingester.enrich.ServiceNameDiscovery;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushRefusedException;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Maps an export request to streams, by Loki's default {@code otlp_config}. */
final class OtlpStreams {
  /** Resource attributes that become labels by default. */
  private static final Set<String> LABEL_ATTRIBUTES =
      Set.of(
          "service.name",
          "service.namespace",
          "service.instance.id",
          "deployment.environment",
          "deployment.environment.name",
          "cloud.region",
          "cloud.availability_zone",
          "k8s.cluster.name",
          "k8s.namespace.name",
          "k8s.pod.name",
          "k8s.container.name",
          "container.name",
          "k8s.replicaset.name",
          "k8s.deployment.name",
          "k8s.statefulset.name",
          "k8s.daemonset.name",
          "k8s.cronjob.name",
          "k8s.job.name");

  private final long nowNanos;
  private final Map<Labels, EntryBatch.Builder> streams = new LinkedHashMap<>();

  private OtlpStreams(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  /**
   * The streams of a request.
   *
   * @param nowNanos time of records that have none, in nanoseconds since 1970
   */
  static List<IncomingStream> of(OtlpLogs logs, long nowNanos) throws PushRefusedException {
    OtlpStreams mapping = new OtlpStreams(nowNanos);
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
      if (LABEL_ATTRIBUTES.contains(attribute.key())) {
        Pairs promoted = new Pairs();
        promoted.add(attribute.key(), attribute.value());
        promoted.pairs.forEach(labels::set);
        discoverServiceName(labels, promoted);
      } else {
        metadata.add(attribute.key(), attribute.value());
      }
    }
    if (labels.get(ServiceNameDiscovery.LABEL) == null) {
      labels.set(ServiceNameDiscovery.LABEL, ServiceNameDiscovery.UNKNOWN);
    }
    Labels stream = labels.build();
    for (OtlpLogs.ScopeLogs scope : resource.scopes()) {
      Pairs scoped = metadata.copy().addScope(scope.scope());
      for (OtlpLogs.LogRecord log : scope.records()) {
        streams
            .computeIfAbsent(stream, _ -> new EntryBatch.Builder())
            .add(time(log), log.body().text(), metadata(log, scoped));
      }
    }
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

  private static Labels metadata(OtlpLogs.LogRecord log, Pairs resourceAndScope)
      throws PushRefusedException {
    Pairs pairs = new Pairs();
    for (OtlpValue.Attribute attribute : log.attributes()) {
      pairs.add(attribute.key(), attribute.value());
    }
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

    Pairs addScope(OtlpLogs.Scope scope) throws PushRefusedException {
      for (OtlpValue.Attribute attribute : scope.attributes()) {
        add(attribute.key(), attribute.value());
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
