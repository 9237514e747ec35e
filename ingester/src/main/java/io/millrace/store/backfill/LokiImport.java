package io.millrace.store.backfill;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.store.merge.EntryMerge;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.pack.BuiltPack;
import io.millrace.store.pack.PackStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns Loki's chunks into packs. Used by one thread. */
public final class LokiImport {
  private static final long PACK_LINE_BYTES = 64L << 20;

  /** Loki's key, {@code <tenant>/<fingerprint>/<times and checksum>}, at whatever depth. */
  private static final Pattern KEY = Pattern.compile("(?:.*/)?(([^/]+)/[0-9a-f]{1,16}/[^/]+)");

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final LokiObjects source;
  private final PackStore packs;
  private final ImportLedger ledger;
  private final ChunkFormat format;
  private final Listener listener;

  private final List<String> names = new ArrayList<>();
  private final List<EncodedChunk> chunks = new ArrayList<>();
  private long lineBytes;
  private int taken;
  private long entryCount;
  private int known;
  private int other;
  private int damaged;

  /** Is told what happens. */
  public interface Listener {
    void damaged(String name, String why);

    void packWritten(String packId, Result soFar);
  }

  /**
   * What came of it.
   *
   * @param known objects that an earlier run has taken over
   * @param other objects that are no chunks
   */
  public record Result(int chunks, long entries, int known, int other, int damaged) {}

  public LokiImport(
      LokiObjects source, ObjectStore objects, ChunkFormat format, Listener listener) {
    this.source = source;
    this.packs = new PackStore(objects);
    this.ledger = new ImportLedger(objects);
    this.format = format;
    this.listener = listener;
  }

  /** Takes over everything that was not taken over before. */
  public Result run() throws IOException {
    Set<String> imported = ledger.imported();
    for (String name : source.names()) {
      if (!imported.add(identity(name))) {
        known++;
      } else {
        take(name);
      }
    }
    finishPack();
    return result();
  }

  private Result result() {
    return new Result(taken, entryCount, known, other, damaged);
  }

  private void take(String name) throws IOException {
    byte[] object = source.read(name);
    if (!LokiChunkReader.recognises(object)) {
      other++;
      return;
    }
    try {
      ChunkReader chunk = LokiChunkReader.open(object);
      EntryMerge entries = new EntryMerge();
      for (int block = 0; block < chunk.blocks().size(); block++) {
        entries.add(chunk.read(block));
      }
      add(name, chunk, entries.merge());
    } catch (FormatException e) {
      damaged++;
      listener.damaged(name, String.valueOf(e.getMessage()));
    }
  }

  private void add(String name, ChunkReader chunk, EntryBatch entries) throws IOException {
    names.add(identity(name));
    if (entries.size() > 0) {
      EncodedChunk encoded = format.encode(tenant(name, chunk), chunk.labels(), entries);
      chunks.add(encoded);
      lineBytes += encoded.lineBytes();
    }
    taken++;
    entryCount += entries.size();
    if (lineBytes >= PACK_LINE_BYTES) {
      finishPack();
    }
  }

  /** The same wherever the directory above Loki's is, since the key has the chunk's checksum. */
  private static String identity(String name) {
    Matcher matcher = KEY.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  /** The path decides; a chunk outside of Loki's layout says itself whose it is. */
  private static String tenant(String name, ChunkReader chunk) {
    Matcher matcher = KEY.matcher(name);
    return matcher.matches() ? matcher.group(2) : chunk.tenant();
  }

  private void finishPack() throws IOException {
    if (names.isEmpty()) {
      return;
    }
    String digest = digest(names);
    if (!chunks.isEmpty()) {
      long newest = chunks.stream().mapToLong(EncodedChunk::maxTimestamp).max().orElseThrow();
      Instant day = Instant.ofEpochSecond(TimeUnit.NANOSECONDS.toSeconds(newest));
      BuiltPack pack =
          BuiltPack.of("packs/" + DAY.format(day) + "/import-" + digest + ".pack", chunks);
      packs.put(pack);
      listener.packWritten(pack.id(), result());
    }
    ledger.add(digest, names);
    names.clear();
    chunks.clear();
    lineBytes = 0;
  }

  private static String digest(List<String> names) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        sha.update(name.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
