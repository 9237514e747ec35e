package io.millrace.store.object;

import io.millrace.bytes.RangeReader;
import java.io.IOException;
import java.util.List;

/** Another store, but for what a subclass does otherwise. Hints go no further. */
abstract class ForwardingObjectStore implements ObjectStore {
  private final ObjectStore store;

  ForwardingObjectStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    store.put(name, content);
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    return store.read(name, offset, length);
  }

  @Override
  public long size(String name) throws IOException {
    return store.size(name);
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    return store.readVersioned(name);
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    return store.replace(name, content, version);
  }

  @Override
  public void delete(String name) throws IOException {
    store.delete(name);
  }
}
