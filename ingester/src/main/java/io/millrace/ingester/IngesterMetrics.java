package io.millrace.ingester;

import io.millrace.ingester.flush.FlushListener;
import io.millrace.ingester.push.DiscardReason;
import io.millrace.ingester.push.PushListener;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.ingester.wal.WalStats;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingester's metrics: under Loki's names where Loki has one, so that dashboards stay alive. */
final class IngesterMetrics implements PushListener, FlushListener {
  private static final Logger LOG = LoggerFactory.getLogger(IngesterMetrics.class);

  private final PrometheusRegistry registry;
  private final Counter linesReceived;
  private final Counter bytesReceived;
  private final Counter metadataBytesReceived;
  private final Counter discardedSamples;
  private final Counter discardedBytes;
  private final Counter storedLines;
  private final Counter repeatedLines;
  private final Counter chunksFlushed;
  private final Counter packsFlushed;
  private final Counter flushedEntries;
  private final Counter flushedLineBytes;
  private final Counter flushedPackBytes;
  private final Counter flushFailures;
  private final Counter replayedRecords;
  private final Counter walLosses;

  IngesterMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    this.linesReceived =
        tenantCounter("loki_distributor_lines_received_total", "Lines that pushes have brought.");
    this.bytesReceived =
        tenantCounter("loki_distributor_bytes_received_total", "Bytes of lines in pushes.");
    this.metadataBytesReceived =
        tenantCounter(
            "loki_distributor_structured_metadata_bytes_received_total",
            "Bytes of structured metadata in pushes.");
    this.discardedSamples =
        discardCounter("loki_discarded_samples_total", "Entries that were refused.");
    this.discardedBytes =
        discardCounter("loki_discarded_bytes_total", "Bytes of entries that were refused.");
    this.storedLines =
        tenantCounter("millrace_ingester_lines_stored_total", "Lines that are durable.");
    this.repeatedLines =
        tenantCounter(
            "millrace_ingester_lines_repeated_total",
            "Lines that were held already and so dropped.");
    this.chunksFlushed =
        counter("loki_ingester_chunks_flushed_total", "Chunks that were put into packs.");
    this.packsFlushed =
        counter("millrace_ingester_packs_flushed_total", "Packs in the store and the index.");
    this.flushedEntries = counter("millrace_ingester_entries_flushed_total", "Entries in packs.");
    this.flushedLineBytes =
        counter("millrace_ingester_line_bytes_flushed_total", "Bytes of lines in packs.");
    this.flushedPackBytes =
        counter("millrace_ingester_pack_bytes_flushed_total", "Bytes of packs.");
    this.flushFailures =
        counter(
            "loki_ingester_chunks_flush_failures_total",
            "Attempts to put or to commit a pack that failed and are repeated.");
    this.replayedRecords =
        counter("millrace_wal_replayed_records_total", "Records read from the log at start.");
    this.walLosses =
        counter("loki_ingester_wal_corruptions_total", "Damage found in the log at start.");
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private Counter tenantCounter(String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("tenant").register(registry);
  }

  private Counter discardCounter(String name, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames("reason", "tenant")
        .register(registry);
  }

  /** Shows what the streams hold. */
  void watch(StreamMap streams) {
    gauge(
        "loki_ingester_memory_streams",
        "Streams in memory.",
        () -> streams.all().stream().mapToLong(TenantStreams::count).sum());
    gauge(
        "millrace_ingester_memory_bytes",
        "Heap bytes of entries that are not in the store yet, about.",
        () -> streams.memory().totalBytes());
  }

  /** Shows what the log does. */
  void watch(Supplier<WalStats> stats) {
    walCounter(
        "loki_ingester_wal_records_logged_total", "Records in the log.", stats, WalStats::records);
    walCounter(
        "loki_ingester_wal_logged_bytes_total",
        "Bytes written to the log.",
        stats,
        WalStats::bytes);
    walCounter(
        "millrace_wal_syncs_total", "Syncs of the log to the device.", stats, WalStats::syncs);
    walCounter(
        "loki_ingester_wal_disk_full_failures_total",
        "Records or syncs of the log that failed, for a full disk or another reason.",
        stats,
        WalStats::failures);
    gauge("millrace_wal_segments", "Segments of the log.", () -> stats.get().segments());
  }

  private void walCounter(
      String name, String help, Supplier<WalStats> stats, ToLongFunction<WalStats> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(stats.get())))
        .register(registry);
  }

  private void gauge(String name, String help, Supplier<Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.get().doubleValue()))
        .register(registry);
  }

  void replayed(long records, int losses) {
    replayedRecords.inc(records);
    walLosses.inc(losses);
  }

  @Override
  public void received(String tenant, long lines, long lineBytes, long metadataBytes) {
    linesReceived.labelValues(tenant).inc(lines);
    bytesReceived.labelValues(tenant).inc(lineBytes);
    metadataBytesReceived.labelValues(tenant).inc(metadataBytes);
  }

  @Override
  public void discarded(String tenant, DiscardReason reason, long lines, long bytes) {
    discardedSamples.labelValues(reason.label(), tenant).inc(lines);
    discardedBytes.labelValues(reason.label(), tenant).inc(bytes);
  }

  @Override
  public void stored(String tenant, long lines, long repeated) {
    storedLines.labelValues(tenant).inc(lines);
    repeatedLines.labelValues(tenant).inc(repeated);
  }

  @Override
  public void flushed(int streams, int chunks, long entries, long lineBytes, long packBytes) {
    chunksFlushed.inc(chunks);
    packsFlushed.inc();
    flushedEntries.inc(entries);
    flushedLineBytes.inc(lineBytes);
    flushedPackBytes.inc(packBytes);
    LOG.atInfo()
        .addKeyValue("streams", streams)
        .addKeyValue("chunks", chunks)
        .addKeyValue("entries", entries)
        .addKeyValue("line_bytes", lineBytes)
        .addKeyValue("pack_bytes", packBytes)
        .log("flushed a pack");
  }

  @Override
  public void failed(String packId, IOException cause) {
    flushFailures.inc();
    LOG.atError()
        .addKeyValue("pack", packId)
        .setCause(cause)
        .log(
            "a pack could not be stored; its entries stay in memory and in the log, and it is tried again");
  }
}
