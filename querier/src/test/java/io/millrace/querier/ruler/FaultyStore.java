package io.millrace.querier.ruler;

import io.millrace.bytes.RangeReader;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** A store that fails for the names that it is told to, half of the time after the effect. */
final class FaultyStore implements ObjectStore {
  private final ObjectStore target;
  private final Predicate<String> failsBefore;
  private final Predicate<String> failsAfterwards;

  FaultyStore(ObjectStore target, Predicate<String> failsBefore, Predicate<String> failsAfter) {
    this.target = target;
    this.failsBefore = failsBefore;
    this.failsAfterwards = failsAfter;
  }

  private interface Operation<T> {
    T run() throws IOException;
  }

  private <T> T run(String name, Operation<T> operation) throws IOException {
    if (failsBefore.test(name)) {
      throw new IOException("the store is away: " + name);
    }
    T result = operation.run();
    if (failsAfterwards.test(name)) {
      throw new IOException("the answer was lost: " + name);
    }
    return result;
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    run(
        name,
        () -> {
          target.put(name, content);
          return true;
        });
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    return run(name, () -> target.read(name, offset, length));
  }

  @Override
  public long size(String name) throws IOException {
    return run(name, () -> target.size(name));
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    return run(prefix, () -> target.list(prefix, startAfter, limit));
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    return run(name, () -> target.readVersioned(name));
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    return run(name, () -> target.replace(name, content, version));
  }

  @Override
  public void delete(String name) throws IOException {
    run(
        name,
        () -> {
          target.delete(name);
          return true;
        });
  }
}
