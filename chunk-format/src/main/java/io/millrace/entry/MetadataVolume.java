package io.millrace.entry;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Counts what structured metadata adds to a volume, as Loki counts it: 8 bytes for each pair of
 * each entry, and the UTF-8 bytes of every distinct name and value once. Not safe for concurrent
 * use.
 */
public final class MetadataVolume {
  public static final int PAIR_BYTES = 8;

  /** Most entries share a few label sets; these need no look at their texts. */
  private static final int MAX_KNOWN_SETS = 1024;

  private final Set<Labels> knownSets = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> texts = new HashSet<>();
  private long bytes;

  /** Counts the metadata of the entries {@code [from .. to)}. */
  public void add(EntryBatch entries, int from, int to) {
    if (!entries.hasNoMetadata()) {
      for (int i = from; i < to; i++) {
        add(entries.metadata(i));
      }
    }
  }

  private void add(Labels metadata) {
    bytes += (long) PAIR_BYTES * metadata.size();
    if (metadata.isEmpty() || knownSets.contains(metadata)) {
      return;
    }
    if (knownSets.size() < MAX_KNOWN_SETS) {
      knownSets.add(metadata);
    }
    for (int pair = 0; pair < metadata.size(); pair++) {
      addText(metadata.name(pair));
      addText(metadata.value(pair));
    }
  }

  private void addText(String text) {
    if (texts.add(text)) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** All bytes counted so far. */
  public long bytes() {
    return bytes;
  }
}
