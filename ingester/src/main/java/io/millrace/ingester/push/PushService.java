package io.millrace.ingester.push;

import io.millrace.bytes.ByteWriter;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.SharedMetadata;
import io.millrace.ingester.enrich.LevelDetector;
import io.millrace.ingester.limits.RateLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.stream.IngestStream;
import io.millrace.ingester.stream.PushGate;
import io.millrace.ingester.stream.Sealer;
import io.millrace.ingester.stream.StreamEntries;
import io.millrace.ingester.stream.StreamMap;
import io.millrace.ingester.stream.TenantStreams;
import io.millrace.ingester.wal.WalUnavailableException;
import io.millrace.ingester.wal.WriteAheadLog;
import io.millrace.labels.Labels;
import io.millrace.store.live.LiveEntries;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes pushes: checks, writes the log, makes the entries visible. When {@link #push} returns, what
 * it has accepted survives a crash. Safe for use by any number of threads.
 */
public final class PushService {
  private final TenantLimits limits;
  private final StreamMap streams;
  private final PushGate gate;
  private final Sealer sealer;
  private final WriteAheadLog log;
  private final PushListener listener;
  private final LiveEntries live;
  private final InstantSource clock;
  private final long outOfOrderWindowNanos;
  private final long memoryBytes;
  private final Duration memoryPatience;
  private final ConcurrentHashMap<String, TenantRules> rules = new ConcurrentHashMap<>();

  /**
   * A service over one log and one set of streams.
   *
   * @param outOfOrderWindow how far behind the newest entry of its stream an entry may be
   * @param memoryBytes heap that entries which wait for the store may take; above it pushes wait
   *     until the store takes some
   * @param memoryPatience how long a push waits for that before it is refused
   * @param live is shown what was stored, repeats of what a client sent before included
   */
  public PushService(
      TenantLimits limits,
      Duration outOfOrderWindow,
      long memoryBytes,
      Duration memoryPatience,
      StreamMap streams,
      PushGate gate,
      Sealer sealer,
      WriteAheadLog log,
      PushListener listener,
      LiveEntries live,
      InstantSource clock) {
    this.limits = limits;
    this.outOfOrderWindowNanos = outOfOrderWindow.toNanos();
    this.memoryBytes = memoryBytes;
    this.memoryPatience = memoryPatience;
    this.streams = streams;
    this.gate = gate;
    this.sealer = sealer;
    this.log = log;
    this.listener = listener;
    this.live = live;
    this.clock = clock;
  }

  /**
   * Stores what of the streams is within the tenant's limits.
   *
   * @throws PushRefusedException when the request as a whole is refused
   * @throws WalUnavailableException when nothing can be made durable now; the client should retry
   */
  public PushOutcome push(String tenant, List<IncomingStream> incoming)
      throws PushRefusedException, WalUnavailableException, InterruptedException {
    requireMemory();
    TenantRules tenantRules =
        rules.compute(
            tenant,
            (name, known) ->
                known == null ? TenantRules.first(limits.of(name)) : known.with(limits.of(name)));
    PushErrors errors = new PushErrors();
    List<StreamEntries> valid = validate(tenant, tenantRules, incoming, errors);
    requireRate(tenant, tenantRules, valid);
    PushOutcome stored = store(tenant, tenantRules, valid);
    if (errors.isEmpty()) {
      return stored;
    }
    return stored.message().isEmpty()
        ? new PushOutcome(400, errors.message())
        : new PushOutcome(stored.status(), stored.message() + "; " + errors.message());
  }

  /** Slows clients down to the speed of flushes, and refuses when the store takes nothing. */
  private void requireMemory() throws PushRefusedException, InterruptedException {
    if (!streams.memory().awaitTotalBelow(memoryBytes, memoryPatience)) {
      throw new PushRefusedException(
          503,
          "%d MiB wait for the object store, more than %d MiB; is the store reachable?"
              .formatted(streams.memory().totalBytes() >> 20, memoryBytes >> 20));
    }
  }

  private List<StreamEntries> validate(
      String tenant, TenantRules tenantRules, List<IncomingStream> incoming, PushErrors errors)
      throws PushRefusedException {
    long now = nanos(clock.instant());
    List<StreamEntries> valid = new ArrayList<>(incoming.size());
    for (IncomingStream stream : incoming) {
      Labels labels = tenantRules.serviceNames().addTo(stream.labels().labels());
      EntryBatch entries = stream.entries();
      listener.received(tenant, entries.size(), lineBytes(entries), metadataBytes(entries));
      LabelRules.Violation violation =
          LabelRules.check(stream.labels(), labels, tenantRules.limits().labels(), tenant);
      if (violation != null) {
        errors.add(violation.message());
        listener.discarded(tenant, violation.reason(), entries.size(), lineBytes(entries));
        continue;
      }
      EntryRules entryRules =
          new EntryRules(
              tenantRules,
              labels,
              now,
              (reason, message, bytes) -> {
                errors.add(message);
                listener.discarded(tenant, reason, 1, bytes);
              });
      EntryBatch accepted = entryRules.accept(entries);
      if (accepted.size() > 0) {
        valid.add(new StreamEntries(labels, accepted));
      }
    }
    return valid;
  }

  /** The tenant's rate holds for the request as a whole: all of it or nothing. */
  private void requireRate(String tenant, TenantRules tenantRules, List<StreamEntries> valid)
      throws PushRefusedException {
    long lines = 0;
    long bytes = 0;
    for (StreamEntries stream : valid) {
      lines += stream.entries().size();
      bytes += lineBytes(stream.entries()) + metadataBytes(stream.entries());
    }
    if (!tenantRules.takeRate(bytes, System.nanoTime())) {
      listener.discarded(tenant, DiscardReason.RATE_LIMITED, lines, bytes);
      throw new PushRefusedException(
          429,
          ("ingestion rate limit exceeded for user %s (limit: %d bytes/sec) while attempting to"
                  + " ingest '%d' lines totaling '%d' bytes, reduce log volume or contact your Loki"
                  + " administrator to see if the limit can be increased")
              .formatted(
                  tenant, (long) tenantRules.limits().rates().ingestionRate(), lines, bytes));
    }
  }

  private PushOutcome store(String tenant, TenantRules tenantRules, List<StreamEntries> valid)
      throws WalUnavailableException, InterruptedException {
    TenantStreams tenantStreams = streams.tenant(tenant);
    StringJoiner messages = new StringJoiner("\n");
    int status = 204;
    List<StreamEntries> accepted = new ArrayList<>(valid.size());
    int newStreams = 0;
    for (StreamEntries stream : valid) {
      IngestStream known = tenantStreams.get(stream.labels());
      if (known == null && exceedsStreams(tenantStreams, newStreams, tenantRules)) {
        status = 429;
        messages.add(streamLimit(tenant, stream));
        continue;
      }
      newStreams += known == null ? 1 : 0;
      long bytes = lineBytes(stream.entries()) + metadataBytes(stream.entries());
      if (!tenantRules.takeStreamRate(stream.labels(), bytes, System.nanoTime())) {
        status = 429;
        messages.add(streamRate(tenant, tenantRules.limits().rates(), stream, bytes));
        continue;
      }
      OutOfOrderWindow.Result result =
          new OutOfOrderWindow(outOfOrderWindowNanos, tenant)
              .accept(
                  stream.labels(),
                  stream.entries(),
                  known == null ? Long.MIN_VALUE : known.highestTimestamp());
      if (result.message() != null) {
        status = Math.max(status, 400);
        messages.add(result.message());
        listener.discarded(tenant, DiscardReason.TOO_FAR_BEHIND, result.refused(), 0);
      }
      if (result.entries().size() > 0) {
        accepted.add(new StreamEntries(stream.labels(), result.entries()));
      }
    }
    if (!accepted.isEmpty()) {
      write(tenant, tenantStreams, accepted);
    }
    return status == 204 ? PushOutcome.STORED : new PushOutcome(status, messages.toString());
  }

  private void write(String tenant, TenantStreams tenantStreams, List<StreamEntries> accepted)
      throws WalUnavailableException, InterruptedException {
    ByteWriter payload = new PushRecord(tenant, accepted).encode();
    gate.<WalUnavailableException>push(
        () -> {
          long lsn = log.append(payload.array(), payload.size());
          insert(tenant, tenantStreams, accepted, lsn);
        });
    sealer.grown(tenantStreams, accepted);
    publish(tenant, accepted);
  }

  private void insert(
      String tenant, TenantStreams tenantStreams, List<StreamEntries> accepted, long lsn) {
    long lines = 0;
    long added = 0;
    for (StreamEntries stream : accepted) {
      lines += stream.entries().size();
      added += tenantStreams.append(stream.labels(), stream.entries(), lsn, System.nanoTime());
    }
    listener.stored(tenant, added, lines - added);
  }

  /** Outside of the gate: whoever follows the stream must not hold up a flush. */
  private void publish(String tenant, List<StreamEntries> accepted) {
    for (StreamEntries stream : accepted) {
      live.publish(tenant, stream.labels(), stream.entries());
    }
  }

  private static boolean exceedsStreams(
      TenantStreams tenantStreams, int newStreams, TenantRules tenantRules) {
    int max = tenantRules.limits().rates().maxStreams();
    return max > 0 && tenantStreams.count() + newStreams >= max;
  }

  private String streamLimit(String tenant, StreamEntries stream) {
    listener.discarded(
        tenant, DiscardReason.STREAM_LIMIT, stream.entries().size(), lineBytes(stream.entries()));
    return ("maximum active stream limit exceeded when trying to create stream %s, reduce the"
            + " number of active streams (reduce labels or reduce label values), or contact your"
            + " Loki administrator to see if the limit can be increased, user: '%s'")
        .formatted(stream.labels(), tenant);
  }

  private String streamRate(String tenant, RateLimits rates, StreamEntries stream, long bytes) {
    int size = stream.entries().size();
    listener.discarded(tenant, DiscardReason.PER_STREAM_RATE_LIMIT, size, bytes);
    String reason =
        ("Per stream rate limit exceeded (limit: %s/sec) while attempting to ingest for stream"
                + " '%s' totaling %s, consider splitting a stream via additional labels or contact"
                + " your Loki administrator to see if the limit can be increased")
            .formatted(byteText((long) rates.perStreamRate()), stream.labels(), byteText(bytes));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(10, size); i++) {
      text.append("entry with timestamp ")
          .append(PushTimes.go(stream.entries().timestamp(i)))
          .append(" ignored, reason: '")
          .append(reason)
          .append("',\n");
    }
    return text.append(
            "user '%s', total ignored: %d out of %d for stream: %s"
                .formatted(tenant, size, size, stream.labels()))
        .toString();
  }

  /** Whole multiples of a unit in that unit, else bytes, as Loki prints sizes. */
  private static String byteText(long bytes) {
    String[] units = {"B", "KB", "MB", "GB", "TB"};
    int unit = 0;
    long value = bytes;
    while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + units[unit];
  }

  private static long lineBytes(EntryBatch entries) {
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.lineEnd(i) - entries.lineStart(i);
    }
    return bytes;
  }

  private static long metadataBytes(EntryBatch entries) {
    SharedMetadata shared = entries.sharedMetadata();
    long bytes = 0;
    if (shared != null) {
      int[] sizes = shared.sets().stream().mapToInt(PushService::countedBytes).toArray();
      for (int i = 0; i < entries.size(); i++) {
        bytes += sizes[shared.ref(i)];
      }
    } else if (!entries.hasNoMetadata()) {
      for (int i = 0; i < entries.size(); i++) {
        bytes += countedBytes(entries.metadata(i));
      }
    }
    return bytes;
  }

  /** Bytes of metadata for limits and rates: the level does not count, as in Loki. */
  static int countedBytes(Labels metadata) {
    String level = metadata.get(LevelDetector.METADATA_NAME);
    return level == null
        ? metadata.utf8Size()
        : metadata.utf8Size() - level.length() - LevelDetector.METADATA_NAME.length();
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
