package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;

/** Ranges of one stored object, whose size is asked for once. */
final class ObjectRange implements RangeReader {
  private final ObjectStore objects;
  private final String name;
  private final long size;

  ObjectRange(ObjectStore objects, String name) throws IOException {
    this.objects = objects;
    this.name = name;
    this.size = objects.size(name);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    return objects.read(name, offset, length);
  }

  @Override
  public void prefetch(long offset, int length) {
    objects.prefetch(name, offset, length);
  }
}
