package io.millrace.store.index;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One commit on its way into a batch. */
final class IndexCommit {
  static final String NEXT_STREAM = "next_stream";
  static final String HIGHEST_LSN = "highest_lsn";
  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);

  private final IndexDatabase database;
  private final IndexBatch batch;
  private final PostingsUpdate postings;
  private int nextStream;

  /** Days on which streams get a chunk. */
  private final Map<Integer, Set<Integer>> addedDays = new HashMap<>();

  /** Days on which streams lose a chunk, and the keys of these chunks. */
  private final Map<Integer, Set<Integer>> removedDays = new HashMap<>();

  private final Set<String> removedChunks = new HashSet<>();

  IndexCommit(IndexDatabase database, IndexBatch batch) throws IOException {
    this.database = database;
    this.batch = batch;
    this.postings = new PostingsUpdate(database);
    this.nextStream = (int) database.metaValue(NEXT_STREAM, 1);
  }

  void add(LabelIndex.Commit commit) throws IOException {
    byte[] packKey = utf8(commit.packId());
    if (database.get(IndexFamily.REPLACED, packKey) == null) {
      addChunks(commit);
      batch.put(IndexFamily.PACKS, packKey, PackStreams.summary(commit));
    }
    for (String replaced : commit.history().replaces()) {
      removePack(replaced);
      batch.put(IndexFamily.REPLACED, utf8(replaced), packKey);
    }
    dropEmptyPostings();
    postings.writeTo(batch);
    addProgress(commit.flushedLsns(), database.metaValue(HIGHEST_LSN, 0));
  }

  private void addChunks(LabelIndex.Commit commit) throws IOException {
    List<PackStreams.Place> places = new ArrayList<>(commit.chunks().size());
    for (PackEntry entry : commit.chunks()) {
      int id = streamId(entry.tenant(), entry.labels());
      ChunkRef chunk = entry.chunk();
      batch.put(IndexFamily.CHUNKS, IndexKeys.chunk(id, chunk), IndexKeys.chunkValue(chunk));
      places.add(
          new PackStreams.Place(id, chunk.number(), chunk.minTimestamp(), chunk.maxTimestamp()));
      for (int day = day(chunk.minTimestamp()); day <= day(chunk.maxTimestamp()); day++) {
        postings.add(entry.tenant(), day, entry.labels(), id);
        addedDays.computeIfAbsent(id, _ -> new HashSet<>()).add(day);
      }
    }
    batch.put(IndexFamily.PACK_CHUNKS, utf8(commit.packId()), PackStreams.places(places));
  }

  private int streamId(String tenant, Labels labels) throws IOException {
    byte[] key = IndexKeys.streamId(tenant, labels);
    byte[] known = batch.get(IndexFamily.STREAM_IDS, key);
    if (known != null) {
      return new ByteCursor(known).intBe("stream");
    }
    int id = nextStream++;
    batch.put(IndexFamily.STREAM_IDS, key, IndexKeys.stream(id));
    batch.put(IndexFamily.STREAMS, IndexKeys.stream(id), IndexKeys.streamValue(tenant, labels));
    return id;
  }

  /** Takes out a pack, if it is there. */
  void removePack(String packId) throws IOException {
    byte[] packKey = utf8(packId);
    byte[] value = database.get(IndexFamily.PACK_CHUNKS, packKey);
    if (value != null) {
      for (PackStreams.Place place : PackStreams.parsePlaces(value)) {
        byte[] key =
            IndexKeys.chunk(place.streamId(), place.minTimestamp(), packId, place.number());
        batch.delete(IndexFamily.CHUNKS, key);
        removedChunks.add(text(key));
        for (int day = day(place.minTimestamp()); day <= day(place.maxTimestamp()); day++) {
          removedDays.computeIfAbsent(place.streamId(), _ -> new HashSet<>()).add(day);
        }
      }
    }
    batch.delete(IndexFamily.PACK_CHUNKS, packKey);
    batch.delete(IndexFamily.PACKS, packKey);
  }

  private void dropEmptyPostings() throws IOException {
    for (Map.Entry<Integer, Set<Integer>> stream : removedDays.entrySet()) {
      int id = stream.getKey();
      Set<Integer> empty = new HashSet<>(stream.getValue());
      empty.removeAll(addedDays.getOrDefault(id, Set.of()));
      if (!empty.isEmpty()) {
        database.scan(
            IndexFamily.CHUNKS,
            IndexKeys.stream(id),
            (key, value) -> {
              if (!removedChunks.contains(text(key))) {
                ChunkRef chunk = IndexKeys.parseChunk(value);
                empty.removeIf(
                    day -> day >= day(chunk.minTimestamp()) && day <= day(chunk.maxTimestamp()));
              }
              return !empty.isEmpty();
            });
      }
      if (!empty.isEmpty()) {
        byte[] value = database.get(IndexFamily.STREAMS, IndexKeys.stream(id));
        if (value == null) {
          throw new IOException("the index names stream " + id + " but does not describe it");
        }
        IndexKeys.StreamRecord described = IndexKeys.parseStream(value);
        for (int day : empty) {
          postings.remove(described.tenant(), day, described.labels(), id);
        }
      }
    }
  }

  /** Notes how far the log is in packs, and the numbers given to new streams. */
  void addProgress(List<LabelIndex.FlushedStream> flushed, long highestBefore) throws IOException {
    long highestLsn = highestBefore;
    for (LabelIndex.FlushedStream one : flushed) {
      int id = streamId(one.tenant(), one.labels());
      batch.put(IndexFamily.PROGRESS, IndexKeys.stream(id), longValue(one.lsn()));
      highestLsn = Math.max(highestLsn, one.lsn());
    }
    batch.put(IndexFamily.META, utf8(HIGHEST_LSN), longValue(highestLsn));
    batch.put(IndexFamily.META, utf8(NEXT_STREAM), longValue(nextStream));
  }

  static int day(long nanos) {
    return Math.toIntExact(Math.floorDiv(nanos, NANOS_PER_DAY));
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  static byte[] longValue(long value) {
    return new ByteWriter(8).longBe(value).toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
