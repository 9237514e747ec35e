package io.millrace.store.merge;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Merges batches of one stream by time; entries of equal time stay in the order in which they were
 * added. Entries that are equal in time, line and metadata become one. Used by one thread.
 */
public final class EntryMerge {
  private final List<Place> places = new ArrayList<>();

  private record Place(EntryBatch batch, int index) {
    long timestamp() {
      return batch.timestamp(index);
    }

    Labels metadata() {
      return batch.metadata(index);
    }

    ByteBuffer line() {
      int start = batch.lineStart(index);
      return ByteBuffer.wrap(batch.lineBytes(), start, batch.lineEnd(index) - start);
    }
  }

  private record Content(ByteBuffer line, Labels metadata) {}

  /** Says which entries stay. */
  @FunctionalInterface
  public interface Keep {
    boolean test(EntryBatch batch, int index);
  }

  /** Adds the entries that are to be kept. */
  public EntryMerge add(EntryBatch batch, Keep keep) {
    for (int i = 0; i < batch.size(); i++) {
      if (keep.test(batch, i)) {
        places.add(new Place(batch, i));
      }
    }
    return this;
  }

  /** Adds all entries. */
  public EntryMerge add(EntryBatch batch) {
    return add(batch, (_, _) -> true);
  }

  /** All entries in order; empty when there was none. */
  public EntryBatch merge() {
    places.sort(Comparator.comparingLong(Place::timestamp));
    EntryBatch.Builder merged = new EntryBatch.Builder();
    int from = 0;
    while (from < places.size()) {
      int to = from + 1;
      while (to < places.size() && places.get(to).timestamp() == places.get(from).timestamp()) {
        to++;
      }
      addGroup(places.subList(from, to), merged);
      from = to;
    }
    return merged.build();
  }

  private static void addGroup(List<Place> sameTime, EntryBatch.Builder merged) {
    Set<Content> seen = sameTime.size() > 1 ? new HashSet<>() : Set.of();
    for (Place place : sameTime) {
      if (sameTime.size() == 1 || seen.add(new Content(place.line(), place.metadata()))) {
        EntryBatch batch = place.batch();
        int start = batch.lineStart(place.index());
        int length = batch.lineEnd(place.index()) - start;
        merged.add(place.timestamp(), batch.lineBytes(), start, length, place.metadata());
      }
    }
  }
}
