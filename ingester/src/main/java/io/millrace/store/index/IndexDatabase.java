package io.millrace.store.index;

import io.millrace.bytes.ByteCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The RocksDB below the index: opened, read, and closed in the right order. */
final class IndexDatabase implements AutoCloseable {
  /** The index is small and written a few times a minute: buffers need not be large. */
  private static final long WRITE_BUFFER_BYTES = 4L << 20;

  private final RocksDB database;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final List<ColumnFamilyHandle> handles;
  private final Map<IndexFamily, ColumnFamilyHandle> families;

  private IndexDatabase(
      RocksDB database,
      DBOptions options,
      ColumnFamilyOptions familyOptions,
      List<ColumnFamilyHandle> handles) {
    this.database = database;
    this.options = options;
    this.familyOptions = familyOptions;
    this.handles = handles;
    this.families = new EnumMap<>(IndexFamily.class);
    // The first handle is the default family, which stays empty.
    int next = 1;
    for (IndexFamily family : IndexFamily.values()) {
      families.put(family, handles.get(next++));
    }
  }

  static IndexDatabase open(Path directory) throws IOException {
    Files.createDirectories(directory);
    RocksDB.loadLibrary();
    DBOptions options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setKeepLogFileNum(2)
            .setMaxOpenFiles(256)
            .setParanoidChecks(true);
    ColumnFamilyOptions familyOptions =
        new ColumnFamilyOptions().setWriteBufferSize(WRITE_BUFFER_BYTES);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (IndexFamily family : IndexFamily.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.familyName(), familyOptions));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database = RocksDB.open(options, directory.toString(), descriptors, handles);
      return new IndexDatabase(database, options, familyOptions, handles);
    } catch (RocksDBException e) {
      familyOptions.close();
      options.close();
      throw new IOException("the index in " + directory + " can't be opened: " + e.getMessage(), e);
    }
  }

  RocksDB rocks() {
    return database;
  }

  ColumnFamilyHandle handle(IndexFamily family) {
    ColumnFamilyHandle handle = families.get(family);
    if (handle == null) {
      throw new IllegalStateException("no column family " + family);
    }
    return handle;
  }

  IndexBatch batch() {
    return new IndexBatch(this);
  }

  byte @Nullable [] get(IndexFamily family, byte[] key) throws IOException {
    try {
      return database.get(handle(family), key);
    } catch (RocksDBException e) {
      throw new IOException("the index can't be read: " + e.getMessage(), e);
    }
  }

  long metaValue(String name, long missing) throws IOException {
    byte[] value = get(IndexFamily.META, name.getBytes(StandardCharsets.UTF_8));
    return value == null ? missing : new ByteCursor(value).longBe(name);
  }

  /** Sees keys and values; ends the scan with false. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] key, byte[] value) throws IOException;
  }

  /** Shows what begins with a prefix, in the order of the keys. */
  void scan(IndexFamily family, byte[] prefix, Visitor visitor) throws IOException {
    try (IndexScan scan = openScan(family)) {
      scan.run(prefix, visitor);
    }
  }

  /** For several scans of one family, as it is now. */
  IndexScan openScan(IndexFamily family) {
    return new IndexScan(database.newIterator(handle(family)));
  }

  /** The first key from {@code from} on, if it begins with {@code prefix}. */
  byte @Nullable [] firstKeyFrom(IndexFamily family, byte[] from, byte[] prefix)
      throws IOException {
    try (RocksIterator iterator = database.newIterator(handle(family))) {
      iterator.seek(from);
      if (!iterator.isValid()) {
        iterator.status();
        return null;
      }
      byte[] key = iterator.key();
      return startsWith(key, prefix) ? key : null;
    } catch (RocksDBException e) {
      throw new IOException("the index can't be read: " + e.getMessage(), e);
    }
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    familyOptions.close();
    options.close();
  }
}
