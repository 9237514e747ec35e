package io.millrace.ingester.push;

import io.millrace.entry.EntryBatch;
import io.millrace.ingester.enrich.LevelDetector;
import io.millrace.ingester.enrich.MetadataNames;
import io.millrace.ingester.limits.EntryLimits;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the entries of one stream against the limits and adds their level. The texts and the order
 * of the checks are Loki's. Lines stay where they are, unless one is cut.
 */
final class EntryRules {
  private final EntryLimits limits;
  private final @Nullable LevelDetector levels;
  private final Labels labels;
  private final long nowNanos;
  private final Refusals refusals;

  /** The level that the stream's labels name. */
  private final @Nullable String labelLevel;

  /** Metadata sets of the request and what became of them. */
  private final Map<Labels, Labels> normalized = new HashMap<>();

  /** The sets of what is accepted, and the number of each. */
  private final List<Labels> sets = new ArrayList<>(List.of(Labels.empty()));

  private final Map<Labels, Integer> setNumbers = new HashMap<>(Map.of(Labels.empty(), 0));

  /** The numbers of the sets that hold a level and nothing else. */
  private final Map<String, Integer> levelNumbers = new HashMap<>();

  /** Told of each entry that is refused. */
  interface Refusals {
    void refuse(DiscardReason reason, String message, long bytes);
  }

  /**
   * Rules for the entries of one stream.
   *
   * @param nowNanos nanoseconds since 1970
   */
  EntryRules(TenantRules rules, Labels labels, long nowNanos, Refusals refusals) {
    this.limits = rules.limits().entries();
    this.labels = labels;
    this.nowNanos = nowNanos;
    this.refusals = refusals;
    boolean detects = limits.discoverLogLevels() && limits.allowStructuredMetadata();
    this.levels = detects ? rules.levels() : null;
    this.labelLevel = detects ? rules.levels().ofLabels(labels) : null;
  }

  /** The entries that may be stored. */
  EntryBatch accept(EntryBatch batch) throws PushRefusedException {
    int size = batch.size();
    long[] timestamps = new long[size];
    int[] starts = new int[size];
    int[] ends = new int[size];
    int[] refs = new int[size];
    CutLines cut = new CutLines(batch.lineBytes());
    int accepted = 0;
    for (int i = 0; i < size; i++) {
      Labels sent = batch.metadata(i);
      if (violates(batch, i, sent)) {
        continue;
      }
      Labels metadata = normalize(sent);
      starts[accepted] = batch.lineStart(i);
      ends[accepted] = batch.lineEnd(i);
      if (tooLong(ends[accepted] - starts[accepted])) {
        starts[accepted] = cut.cut(starts[accepted], ends[accepted]);
        ends[accepted] = cut.end();
      }
      timestamps[accepted] = timestamp(batch, i, timestamps, starts, ends, accepted, cut.bytes());
      refs[accepted] = withLevel(metadata, cut.bytes(), starts[accepted], ends[accepted]);
      accepted++;
    }
    return new EntryBatch(
        accepted, timestamps, cut.bytes(), starts, ends, sets.size() > 1 ? refs : null, sets);
  }

  private boolean violates(EntryBatch batch, int i, Labels sent) {
    long timestamp = batch.timestamp(i);
    int length = batch.lineEnd(i) - batch.lineStart(i);
    long oldest = nowNanos - limits.rejectOldSamplesMaxAge().toNanos();
    if (limits.rejectOldSamples() && timestamp < oldest) {
      return refuse(
          DiscardReason.GREATER_THAN_MAX_SAMPLE_AGE,
          "entry for stream '%s' has timestamp too old: %s, oldest acceptable timestamp is: %s"
              .formatted(labels, PushTimes.rfc3339(timestamp), PushTimes.rfc3339(oldest)),
          length);
    }
    if (timestamp > nowNanos && timestamp - nowNanos > limits.creationGracePeriod().toNanos()) {
      return refuse(
          DiscardReason.TOO_FAR_IN_FUTURE,
          "entry for stream '%s' has timestamp too new: %s"
              .formatted(labels, PushTimes.rfc3339(timestamp)),
          length);
    }
    if (tooLong(length) && !limits.truncateLines()) {
      return refuse(
          DiscardReason.LINE_TOO_LONG,
          ("max entry size '%d' bytes exceeded for stream '%s' while adding an entry with length"
                  + " '%d' bytes")
              .formatted(limits.maxLineSize(), labels, length),
          length);
    }
    return !sent.isEmpty() && metadataViolates(sent, length);
  }

  /** Names count as they were sent, before they are made label names. */
  private boolean metadataViolates(Labels sent, int length) {
    if (!limits.allowStructuredMetadata()) {
      return refuse(
          DiscardReason.DISALLOWED_STRUCTURED_METADATA,
          ("stream '%s' includes structured metadata, but this feature is disallowed. Please see"
                  + " `limits_config.allow_structured_metadata` or contact your Loki administrator"
                  + " to enable it")
              .formatted(labels),
          length);
    }
    int size = PushService.countedBytes(sent);
    if (size > limits.maxStructuredMetadataSize()) {
      return refuse(
          DiscardReason.STRUCTURED_METADATA_TOO_LARGE,
          ("stream '%s' has structured metadata too large: '%d' bytes, limit: '%d' bytes. Please"
                  + " see `limits_config.max_structured_metadata_size` or contact your Loki"
                  + " administrator to increase it")
              .formatted(labels, size, limits.maxStructuredMetadataSize()),
          (long) length + size);
    }
    if (sent.size() > limits.maxStructuredMetadataEntries()) {
      return refuse(
          DiscardReason.STRUCTURED_METADATA_TOO_MANY,
          ("stream '%s' has too many structured metadata labels: '%d', limit: '%d'. Please see"
                  + " `limits_config.max_structured_metadata_entries_count` or contact your Loki"
                  + " administrator to increase it")
              .formatted(labels, sent.size(), limits.maxStructuredMetadataEntries()),
          (long) length + size);
    }
    return false;
  }

  private boolean refuse(DiscardReason reason, String message, long bytes) {
    refusals.refuse(reason, message, bytes);
    return true;
  }

  private boolean tooLong(int length) {
    return limits.maxLineSize() > 0 && length > limits.maxLineSize();
  }

  /** The entry's time, moved behind that of the entry before it where that is asked for. */
  private long timestamp(
      EntryBatch batch, int i, long[] timestamps, int[] starts, int[] ends, int at, byte[] bytes) {
    long timestamp = batch.timestamp(i);
    if (!limits.incrementDuplicateTimestamp() || at == 0 || i == 0) {
      return timestamp;
    }
    boolean repeats = batch.timestamp(i - 1) == timestamp || timestamps[at - 1] == timestamp;
    boolean sameLine =
        Arrays.equals(bytes, starts[at - 1], ends[at - 1], bytes, starts[at], ends[at]);
    return repeats && !sameLine ? timestamps[at - 1] + 1 : timestamp;
  }

  private Labels normalize(Labels metadata) throws PushRefusedException {
    if (metadata.isEmpty()) {
      return metadata;
    }
    Labels known = normalized.get(metadata);
    if (known != null) {
      return known;
    }
    Labels.Builder builder = new Labels.Builder();
    for (int i = 0; i < metadata.size(); i++) {
      try {
        builder.set(
            MetadataNames.normalize(metadata.name(i)), metadata.value(i).replace('\uFFFD', ' '));
      } catch (IllegalArgumentException e) {
        throw new PushRefusedException(400, String.valueOf(e.getMessage()));
      }
    }
    Labels result = builder.build();
    normalized.put(metadata, result);
    return result;
  }

  /** The number of the set of an entry's metadata with its level. */
  private int withLevel(Labels metadata, byte[] text, int start, int end) {
    if (levels == null) {
      return numberOf(metadata);
    }
    String sent = metadata.isEmpty() ? null : metadata.get(LevelDetector.METADATA_NAME);
    if (sent != null) {
      return numberOf(metadata, LevelDetector.normalize(sent));
    }
    String level = labelLevel == null ? levels.ofEntry(metadata, text, start, end) : labelLevel;
    if (!metadata.isEmpty()) {
      return numberOf(metadata, level);
    }
    Integer known = levelNumbers.get(level);
    if (known == null) {
      known = numberOf(Labels.of(LevelDetector.METADATA_NAME, level));
      levelNumbers.put(level, known);
    }
    return known;
  }

  private int numberOf(Labels metadata, String level) {
    return numberOf(metadata.toBuilder().set(LevelDetector.METADATA_NAME, level).build());
  }

  private int numberOf(Labels set) {
    Integer known = setNumbers.putIfAbsent(set, sets.size());
    if (known != null) {
      return known;
    }
    sets.add(set);
    return sets.size() - 1;
  }

  /** Lines that were cut, put behind the request's own bytes when the first one comes. */
  private final class CutLines {
    private byte[] bytes;
    private int used;

    CutLines(byte[] request) {
      this.bytes = request;
      this.used = request.length;
    }

    byte[] bytes() {
      return bytes;
    }

    int end() {
      return used;
    }

    int cut(int start, int end) {
      byte[] mark = limits.truncateIdentifier().getBytes(StandardCharsets.UTF_8);
      int kept = (int) Math.max(0, Math.min(limits.maxLineSize() - mark.length, end - start));
      int at = used;
      bytes = Arrays.copyOf(bytes, used + kept + mark.length);
      System.arraycopy(bytes, start, bytes, at, kept);
      System.arraycopy(mark, 0, bytes, at + kept, mark.length);
      used = bytes.length;
      return at;
    }
  }
}
