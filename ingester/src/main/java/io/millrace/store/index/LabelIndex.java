package io.millrace.store.index;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The index of one store. Readers run beside each other and beside the one writer; a reader sees a
 * pack as a whole or not at all.
 */
public final class LabelIndex implements AutoCloseable {
  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
  private static final String NEXT_STREAM = "next_stream";
  private static final String HIGHEST_LSN = "highest_lsn";

  private final IndexDatabase database;

  private LabelIndex(IndexDatabase database) {
    this.database = database;
  }

  /** Opens the index below a directory, and makes one when there is none. */
  public static LabelIndex open(Path directory) throws IOException {
    return new LabelIndex(IndexDatabase.open(directory));
  }

  /**
   * What a flush puts into the index.
   *
   * @param packBytes size of the object
   * @param flushedLsns for each stream of the pack, as tenant and labels, the LSN up to which the
   *     log's records for it are in packs now
   */
  public record Commit(
      String packId, long packBytes, List<PackEntry> chunks, List<FlushedStream> flushedLsns) {
    public Commit {
      chunks = List.copyOf(chunks);
      flushedLsns = List.copyOf(flushedLsns);
    }
  }

  /** How far a stream's records of the log are in packs. */
  public record FlushedStream(String tenant, Labels labels, long lsn) {}

  /** Adds a pack; when this returns, it survives a power cut. Called by one thread at a time. */
  public void commit(Commit commit) throws IOException {
    try (IndexBatch batch = database.batch()) {
      int nextStream = (int) metaValue(NEXT_STREAM, 1);
      PostingsUpdate postings = new PostingsUpdate(database);
      for (PackEntry entry : commit.chunks()) {
        Integer known = streamId(entry.tenant(), entry.labels(), batch);
        int id = known == null ? nextStream++ : known;
        if (known == null) {
          batch.put(
              IndexFamily.STREAM_IDS,
              IndexKeys.streamId(entry.tenant(), entry.labels()),
              IndexKeys.stream(id));
          batch.put(
              IndexFamily.STREAMS,
              IndexKeys.stream(id),
              IndexKeys.streamValue(entry.tenant(), entry.labels()));
        }
        ChunkRef chunk = entry.chunk();
        batch.put(IndexFamily.CHUNKS, IndexKeys.chunk(id, chunk), IndexKeys.chunkValue(chunk));
        for (int day = day(chunk.minTimestamp()); day <= day(chunk.maxTimestamp()); day++) {
          postings.add(entry.tenant(), day, entry.labels(), id);
        }
      }
      postings.writeTo(batch);
      long highestLsn = metaValue(HIGHEST_LSN, 0);
      for (FlushedStream flushed : commit.flushedLsns()) {
        Integer id = streamId(flushed.tenant(), flushed.labels(), batch);
        if (id == null) {
          throw new IllegalArgumentException("no chunk of the flushed stream " + flushed.labels());
        }
        batch.put(IndexFamily.PROGRESS, IndexKeys.stream(id), longValue(flushed.lsn()));
        highestLsn = Math.max(highestLsn, flushed.lsn());
      }
      batch.put(
          IndexFamily.PACKS,
          utf8(commit.packId()),
          new ByteWriter(16)
              .uvarint(commit.packBytes())
              .uvarint(commit.chunks().size())
              .toByteArray());
      batch.put(IndexFamily.META, utf8(NEXT_STREAM), longValue(nextStream));
      batch.put(IndexFamily.META, utf8(HIGHEST_LSN), longValue(highestLsn));
      batch.commit();
    }
  }

  /** The highest LSN that any commit has named; 0 when there was none. */
  public long highestLsn() throws IOException {
    return metaValue(HIGHEST_LSN, 0);
  }

  /** LSN up to which the log's records for a stream are in packs; 0 when none is. */
  public long flushedLsn(String tenant, Labels labels) throws IOException {
    byte[] id = database.get(IndexFamily.STREAM_IDS, IndexKeys.streamId(tenant, labels));
    byte[] value = id == null ? null : database.get(IndexFamily.PROGRESS, id);
    return value == null ? 0 : new ByteCursor(value).longBe("LSN");
  }

  /** Whether a pack is in the index. */
  public boolean hasPack(String packId) throws IOException {
    return database.get(IndexFamily.PACKS, utf8(packId)) != null;
  }

  /**
   * The matching streams that have a chunk that overlaps {@code [startNanos, endNanos)}, with these
   * chunks.
   */
  public List<StreamChunks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    List<StreamChunks> found = new ArrayList<>();
    for (int id : candidates(tenant, matchers, startNanos, endNanos)) {
      byte[] value = database.get(IndexFamily.STREAMS, IndexKeys.stream(id));
      if (value == null) {
        throw new IOException("the index names stream " + id + " but does not describe it");
      }
      List<ChunkRef> chunks = chunks(id, startNanos, endNanos);
      if (!chunks.isEmpty()) {
        found.add(new StreamChunks(IndexKeys.parseStream(value).labels(), chunks));
      }
    }
    return found;
  }

  private List<ChunkRef> chunks(int id, long startNanos, long endNanos) throws IOException {
    List<ChunkRef> chunks = new ArrayList<>();
    database.scan(
        IndexFamily.CHUNKS,
        IndexKeys.stream(id),
        (_, value) -> {
          ChunkRef chunk = IndexKeys.parseChunk(value);
          if (chunk.overlaps(startNanos, endNanos)) {
            chunks.add(chunk);
          }
          return chunk.minTimestamp() < endNanos;
        });
    return chunks;
  }

  /** Streams of the range's days that satisfy every matcher. */
  private RoaringBitmap candidates(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    RoaringBitmap all = new RoaringBitmap();
    if (endNanos <= startNanos) {
      return all;
    }
    for (int day : days(tenant, day(startNanos), day(endNanos - 1))) {
      all.or(candidatesOfDay(tenant, matchers, day));
    }
    return all;
  }

  private RoaringBitmap candidatesOfDay(String tenant, List<LabelMatcher> matchers, int day)
      throws IOException {
    RoaringBitmap result = null;
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matchesEmpty()) {
        RoaringBitmap matching = union(tenant, day, matcher.name(), matcher::matches);
        result = result == null ? matching : RoaringBitmap.and(result, matching);
      }
    }
    if (result == null) {
      result = posting(tenant, day, "", "");
    }
    for (LabelMatcher matcher : matchers) {
      if (matcher.matchesEmpty()) {
        // A stream without the label matches: only those with another value drop out.
        result.andNot(union(tenant, day, matcher.name(), value -> !matcher.matches(value)));
      }
    }
    return result;
  }

  private RoaringBitmap union(String tenant, int day, String name, Predicate<String> wanted)
      throws IOException {
    RoaringBitmap union = new RoaringBitmap();
    byte[] prefix = IndexKeys.postingPrefix(tenant, day, name).toByteArray();
    database.scan(
        IndexFamily.POSTINGS,
        prefix,
        (key, value) -> {
          String labelValue =
              new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
          if (wanted.test(labelValue)) {
            union.or(PostingsUpdate.parse(value));
          }
          return true;
        });
    return union;
  }

  private RoaringBitmap posting(String tenant, int day, String name, String value)
      throws IOException {
    byte[] found = database.get(IndexFamily.POSTINGS, IndexKeys.posting(tenant, day, name, value));
    return found == null ? new RoaringBitmap() : PostingsUpdate.parse(found);
  }

  /** The days from {@code first} to {@code last} that the tenant has chunks on. */
  private List<Integer> days(String tenant, int first, int last) throws IOException {
    List<Integer> days = new ArrayList<>();
    int day = first;
    while (day <= last) {
      Integer next = nextDay(tenant, day);
      if (next == null || next > last) {
        break;
      }
      days.add(next);
      day = next + 1;
    }
    return days;
  }

  private @Nullable Integer nextDay(String tenant, int from) throws IOException {
    byte[] prefix = IndexKeys.streamIdPrefix(tenant);
    byte[] key =
        database.firstKeyFrom(
            IndexFamily.POSTINGS, IndexKeys.dayPrefix(tenant, from).toByteArray(), prefix);
    if (key == null) {
      return null;
    }
    return new ByteCursor(key, prefix.length, 4).intBe("day") ^ Integer.MIN_VALUE;
  }

  private static int day(long nanos) {
    return Math.toIntExact(Math.floorDiv(nanos, NANOS_PER_DAY));
  }

  private @Nullable Integer streamId(String tenant, Labels labels, IndexBatch batch)
      throws IOException {
    byte[] id = batch.get(IndexFamily.STREAM_IDS, IndexKeys.streamId(tenant, labels));
    return id == null ? null : new ByteCursor(id).intBe("stream");
  }

  private long metaValue(String name, long missing) throws IOException {
    byte[] value = database.get(IndexFamily.META, utf8(name));
    return value == null ? missing : new ByteCursor(value).longBe(name);
  }

  private static byte[] longValue(long value) {
    return new ByteWriter(8).longBe(value).toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    database.close();
  }
}
