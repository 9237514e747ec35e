package io.millrace.store.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Changes that become visible and durable together. Used by one thread. */
final class IndexBatch implements AutoCloseable {
  private final IndexDatabase database;
  private final WriteBatch batch = new WriteBatch();

  /** Stream ids of this batch, so that it can read them before they are committed. */
  private final Map<String, byte[]> newStreamIds = new HashMap<>();

  IndexBatch(IndexDatabase database) {
    this.database = database;
  }

  void put(IndexFamily family, byte[] key, byte[] value) throws IOException {
    try {
      batch.put(database.handle(family), key, value);
    } catch (RocksDBException e) {
      throw new IOException("the index can't be written: " + e.getMessage(), e);
    }
    if (family == IndexFamily.STREAM_IDS) {
      newStreamIds.put(text(key), value);
    }
  }

  void delete(IndexFamily family, byte[] key) throws IOException {
    try {
      batch.delete(database.handle(family), key);
    } catch (RocksDBException e) {
      throw new IOException("the index can't be written: " + e.getMessage(), e);
    }
  }

  /** What this batch or the index holds. */
  byte @Nullable [] get(IndexFamily family, byte[] key) throws IOException {
    byte[] pending = family == IndexFamily.STREAM_IDS ? newStreamIds.get(text(key)) : null;
    return pending == null ? database.get(family, key) : pending;
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  void commit() throws IOException {
    try (WriteOptions synced = new WriteOptions().setSync(true)) {
      database.rocks().write(synced, batch);
    } catch (RocksDBException e) {
      throw new IOException("the index can't be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    batch.close();
  }
}
