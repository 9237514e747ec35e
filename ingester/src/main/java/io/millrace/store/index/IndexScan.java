package io.millrace.store.index;

import java.io.IOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Scans of one column family as it was at one time: to make an iterator for each of many short
 * scans takes longer than they do. Not safe for concurrent use.
 */
final class IndexScan implements AutoCloseable {
  private final RocksIterator iterator;

  IndexScan(RocksIterator iterator) {
    this.iterator = iterator;
  }

  /** Shows what begins with a prefix, in the order of the keys. */
  void run(byte[] prefix, IndexDatabase.Visitor visitor) throws IOException {
    try {
      for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (!IndexDatabase.startsWith(key, prefix) || !visitor.visit(key, iterator.value())) {
          break;
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw new IOException("the index can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    iterator.close();
  }
}
