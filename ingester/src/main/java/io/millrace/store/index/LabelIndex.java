package io.millrace.store.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.bytes.ByteCursor;
import io.millrace.labels.Labels;
import io.millrace.pack.PackHistory;
import io.millrace.store.LabelMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.rocksdb.RocksDB;

/**
 * The index of one store. Readers run beside each other and beside the one writer; a reader sees a
 * pack as a whole or not at all.
 */
public final class LabelIndex implements AutoCloseable {
  private static final String FORMAT_NAME = "format";
  private static final long FORMAT = 2;
  private static final String LACKS_PACKS = "lacks_packs";

  /** Enough for the questions of a while, at some 500 bytes each. */
  private static final int MOST_LABELS = 10_000;

  private final IndexDatabase database;

  /** Of streams that were asked for lately; the number of a stream never gets another one. */
  private final Cache<Integer, Labels> labels =
      Caffeine.newBuilder().maximumSize(MOST_LABELS).executor(Runnable::run).build();

  private LabelIndex(IndexDatabase database) {
    this.database = database;
  }

  /**
   * Loads the database's native library, which {@link #open} does too if it is not loaded: a
   * quarter of a second in which other parts can start.
   */
  public static void loadLibrary() {
    RocksDB.loadLibrary();
  }

  /** Opens the index below a directory, and makes one when there is none. */
  public static LabelIndex open(Path directory) throws IOException {
    LabelIndex index = new LabelIndex(IndexDatabase.open(directory));
    boolean hasStreams = index.database.metaValue(IndexCommit.NEXT_STREAM, 0) > 0;
    if (hasStreams && index.database.metaValue(FORMAT_NAME, 1) != FORMAT) {
      index.close();
      throw new IOException(
          "the index in "
              + directory
              + " has another format than this version; make it anew by: millrace index rebuild");
    }
    return index;
  }

  /** Opens an index whose packs may be unreadable, for {@link #copyProgressFrom}. */
  public static LabelIndex openOfAnyFormat(Path directory) throws IOException {
    return new LabelIndex(IndexDatabase.open(directory));
  }

  /**
   * A pack that comes into the index.
   *
   * @param packBytes size of the object
   * @param flushedLsns for each stream of the pack, as tenant and labels, the LSN up to which the
   *     log's records for it are in packs now
   * @param history what the pack says about those it replaces
   */
  public record Commit(
      String packId,
      long packBytes,
      List<PackEntry> chunks,
      List<FlushedStream> flushedLsns,
      PackHistory history) {
    public Commit {
      chunks = List.copyOf(chunks);
      flushedLsns = List.copyOf(flushedLsns);
    }

    /** What a flush puts into the index. */
    public Commit(
        String packId, long packBytes, List<PackEntry> chunks, List<FlushedStream> flushedLsns) {
      this(packId, packBytes, chunks, flushedLsns, PackHistory.NONE);
    }
  }

  /** How far a stream's records of the log are in packs. */
  public record FlushedStream(String tenant, Labels labels, long lsn) {}

  /**
   * Adds a pack and takes out those that it replaces; a pack that is replaced itself is not added.
   * Adding a pack twice is the same as adding it once. When this returns, it survives a power cut.
   */
  public synchronized void commit(Commit commit) throws IOException {
    try (IndexBatch batch = database.batch()) {
      new IndexCommit(database, batch).add(commit);
      batch.put(IndexFamily.META, IndexCommit.utf8(FORMAT_NAME), IndexCommit.longValue(FORMAT));
      batch.commit();
    }
  }

  /**
   * Notes how far the log is in packs, without the packs: for an index that nobody reads. Such an
   * index {@linkplain #lacksPacks lacks packs} from then on.
   */
  public synchronized void commitProgress(List<FlushedStream> flushed) throws IOException {
    try (IndexBatch batch = database.batch()) {
      new IndexCommit(database, batch).addProgress(flushed, highestLsn());
      batch.put(IndexFamily.META, IndexCommit.utf8(LACKS_PACKS), IndexCommit.longValue(1));
      batch.put(IndexFamily.META, IndexCommit.utf8(FORMAT_NAME), IndexCommit.longValue(FORMAT));
      batch.commit();
    }
  }

  /** Whether packs of this process are not in the index. */
  public boolean lacksPacks() throws IOException {
    return database.metaValue(LACKS_PACKS, 0) != 0;
  }

  /** Notes that all packs are in the index now. */
  public synchronized void hasAllPacks() throws IOException {
    try (IndexBatch batch = database.batch()) {
      batch.put(IndexFamily.META, IndexCommit.utf8(LACKS_PACKS), IndexCommit.longValue(0));
      batch.commit();
    }
  }

  /** Forgets packs that were replaced and do not exist any more. */
  public synchronized void forget(Collection<String> packIds) throws IOException {
    try (IndexBatch batch = database.batch()) {
      for (String packId : packIds) {
        batch.delete(IndexFamily.REPLACED, IndexCommit.utf8(packId));
      }
      batch.commit();
    }
  }

  /** Takes out a pack without chunks that is not needed any more. */
  public synchronized void removeEmpty(String packId) throws IOException {
    try (IndexBatch batch = database.batch()) {
      new IndexCommit(database, batch).removePack(packId);
      batch.commit();
    }
  }

  /** Takes over how far the log is in packs, which no pack tells. */
  public synchronized void copyProgressFrom(LabelIndex other) throws IOException {
    List<FlushedStream> flushed = new ArrayList<>();
    other.database.scan(
        IndexFamily.PROGRESS,
        new byte[0],
        (key, value) -> {
          byte[] stream = other.database.get(IndexFamily.STREAMS, key);
          if (stream != null) {
            IndexKeys.StreamRecord described = IndexKeys.parseStream(stream);
            long lsn = new ByteCursor(value).longBe("LSN");
            flushed.add(new FlushedStream(described.tenant(), described.labels(), lsn));
          }
          return true;
        });
    try (IndexBatch batch = database.batch()) {
      new IndexCommit(database, batch).addProgress(flushed, other.highestLsn());
      batch.commit();
    }
  }

  /** The packs in the index, in ascending order of their names. */
  public List<PackSummary> packs() throws IOException {
    List<PackSummary> packs = new ArrayList<>();
    database.scan(
        IndexFamily.PACKS,
        new byte[0],
        (key, value) ->
            packs.add(PackStreams.parseSummary(new String(key, StandardCharsets.UTF_8), value)));
    return packs;
  }

  /** The packs that others replace, each with its successor. */
  public Map<String, String> replaced() throws IOException {
    Map<String, String> replaced = new TreeMap<>();
    database.scan(
        IndexFamily.REPLACED,
        new byte[0],
        (key, value) -> {
          replaced.put(
              new String(key, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
          return true;
        });
    return replaced;
  }

  /** Whether another pack replaces this one. */
  public boolean isReplaced(String packId) throws IOException {
    return database.get(IndexFamily.REPLACED, IndexCommit.utf8(packId)) != null;
  }

  /** The chunks of a pack; empty for a pack that is not in the index. */
  public List<PackContent> contents(String packId) throws IOException {
    byte[] value = database.get(IndexFamily.PACK_CHUNKS, IndexCommit.utf8(packId));
    if (value == null) {
      return List.of();
    }
    List<PackContent> contents = new ArrayList<>();
    for (PackStreams.Place place : PackStreams.parsePlaces(value)) {
      byte[] stream = database.get(IndexFamily.STREAMS, IndexKeys.stream(place.streamId()));
      if (stream == null) {
        throw new IOException("the index does not describe stream " + place.streamId());
      }
      IndexKeys.StreamRecord described = IndexKeys.parseStream(stream);
      contents.add(
          new PackContent(
              described.tenant(), described.labels(), place.minTimestamp(), place.maxTimestamp()));
    }
    return contents;
  }

  /** The highest LSN that any commit has named; 0 when there was none. */
  public long highestLsn() throws IOException {
    return database.metaValue(IndexCommit.HIGHEST_LSN, 0);
  }

  /** LSN up to which the log's records for a stream are in packs; 0 when none is. */
  public long flushedLsn(String tenant, Labels labels) throws IOException {
    byte[] id = database.get(IndexFamily.STREAM_IDS, IndexKeys.streamId(tenant, labels));
    byte[] value = id == null ? null : database.get(IndexFamily.PROGRESS, id);
    return value == null ? 0 : new ByteCursor(value).longBe("LSN");
  }

  /** Whether a pack is in the index. */
  public boolean hasPack(String packId) throws IOException {
    return database.get(IndexFamily.PACKS, IndexCommit.utf8(packId)) != null;
  }

  /**
   * The matching streams that have a chunk that overlaps {@code [startNanos, endNanos)}, with these
   * chunks.
   */
  public List<StreamChunks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    List<StreamChunks> found = new ArrayList<>();
    RoaringBitmap candidates = candidates(tenant, matchers, startNanos, endNanos);
    try (IndexScan scan = database.openScan(IndexFamily.CHUNKS)) {
      for (int id : candidates) {
        List<ChunkRef> chunks = chunks(scan, id, startNanos, endNanos);
        if (!chunks.isEmpty()) {
          found.add(new StreamChunks(labels(id), chunks));
        }
      }
    }
    return found;
  }

  private Labels labels(int id) throws IOException {
    Labels known = labels.getIfPresent(id);
    if (known != null) {
      return known;
    }
    byte[] value = database.get(IndexFamily.STREAMS, IndexKeys.stream(id));
    if (value == null) {
      throw new IOException("the index names stream " + id + " but does not describe it");
    }
    Labels read = IndexKeys.parseStream(value).labels();
    labels.put(id, read);
    return read;
  }

  private static List<ChunkRef> chunks(IndexScan scan, int id, long startNanos, long endNanos)
      throws IOException {
    List<ChunkRef> chunks = new ArrayList<>();
    scan.run(
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
    for (int day : days(tenant, IndexCommit.day(startNanos), IndexCommit.day(endNanos - 1))) {
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

  @Override
  public void close() {
    database.close();
  }
}
