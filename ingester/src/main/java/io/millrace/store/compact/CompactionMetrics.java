package io.millrace.store.compact;

import io.millrace.store.index.PackSummary;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** What compaction has done. */
final class CompactionMetrics {
  private final Counter packsReplaced;
  private final Counter packsRewritten;
  private final Counter packsWritten;
  private final Counter packsDeleted;
  private final Counter bytesRead;
  private final Counter bytesWritten;
  private final Counter chunksDropped;
  private final Counter entriesErased;
  private final Counter failures;
  private final Gauge packsWaiting;
  private final Gauge bytesWaiting;
  private final Gauge lastSuccess;

  CompactionMetrics(PrometheusRegistry registry) {
    packsReplaced = counter(registry, "packs_replaced_total", "Packs that a compaction replaced.");
    packsRewritten =
        counter(
            registry,
            "first_hand_packs_replaced_total",
            "Packs of flushes and imports that a compaction replaced.");
    packsWritten = counter(registry, "packs_written_total", "Packs that compactions wrote.");
    packsDeleted = counter(registry, "packs_deleted_total", "Replaced packs that were deleted.");
    bytesRead = counter(registry, "read_bytes_total", "Bytes of packs that were replaced.");
    bytesWritten = counter(registry, "written_bytes_total", "Bytes of packs that were written.");
    chunksDropped = counter(registry, "chunks_expired_total", "Chunks that retention dropped.");
    entriesErased = counter(registry, "entries_erased_total", "Entries that requests deleted.");
    failures = counter(registry, "failures_total", "Rounds and compactions that failed.");
    packsWaiting =
        gauge(registry, "waiting_packs", "Packs of flushes that no compaction has replaced yet.");
    bytesWaiting = gauge(registry, "waiting_bytes", "Bytes of these packs.");
    lastSuccess =
        Gauge.builder()
            .name(
                "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds")
            .help("Unix time of the last round of compaction without a failure.")
            .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name("millrace_compactor_" + name).help(help).register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder().name("millrace_compactor_" + name).help(help).register(registry);
  }

  void compacted(CompactionJob job, long outputBytes) {
    packsReplaced.inc(job.inputs().size());
    packsRewritten.inc(job.inputs().stream().filter(pack -> !pack.compacted()).count());
    packsWritten.inc();
    bytesRead.inc(job.bytes());
    bytesWritten.inc(outputBytes);
  }

  /** What waits to be written again. */
  void waiting(List<PackSummary> firstHand) {
    packsWaiting.set(firstHand.size());
    bytesWaiting.set((double) firstHand.stream().mapToLong(PackSummary::bytes).sum());
  }

  void dropped(long chunks, long entries) {
    chunksDropped.inc(chunks);
    entriesErased.inc(entries);
  }

  void deleted() {
    packsDeleted.inc();
  }

  void failed() {
    failures.inc();
  }

  void succeeded(long unixSeconds) {
    lastSuccess.set((double) unixSeconds);
  }
}
