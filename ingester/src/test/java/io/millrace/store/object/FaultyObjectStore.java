package io.millrace.store.object;

import io.millrace.bytes.RangeReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails when it is told to: before an operation, or after it took effect. */
public final class FaultyObjectStore implements ObjectStore {
  /** What happens to one operation. */
  public enum Fault {
    NONE,
    /** Fails and has no effect. */
    FAILS,
    /** Fails, and had its effect: an answer was lost. */
    FAILS_AFTERWARDS
  }

  /** Decides on faults. Called before each operation; may wait, to be slow. */
  @FunctionalInterface
  public interface Plan {
    Fault faultOf(String operation, String name);
  }

  private final ObjectStore target;
  private final AtomicInteger faults = new AtomicInteger();
  private volatile Plan plan = (_, _) -> Fault.NONE;

  public FaultyObjectStore(ObjectStore target) {
    this.target = target;
  }

  public void plan(Plan next) {
    plan = next;
  }

  /** Puts fail from now on, or work again. */
  public void failPuts(boolean failing) {
    plan = (operation, _) -> failing && operation.equals("put") ? Fault.FAILS : Fault.NONE;
  }

  /** How many operations have failed. */
  public AtomicInteger faults() {
    return faults;
  }

  private interface Operation<T> {
    T run() throws IOException;
  }

  private <T> T run(String operation, String name, Operation<T> action) throws IOException {
    Fault fault = plan.faultOf(operation, name);
    if (fault == Fault.FAILS) {
      throw failure(operation, name);
    }
    T result = action.run();
    if (fault == Fault.FAILS_AFTERWARDS) {
      throw failure(operation, name);
    }
    return result;
  }

  private IOException failure(String operation, String name) {
    faults.incrementAndGet();
    return new IOException("the store is away: " + operation + " " + name);
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    run(
        "put",
        name,
        () -> {
          target.put(name, content);
          return true;
        });
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    return run("read", name, () -> target.read(name, offset, length));
  }

  @Override
  public long size(String name) throws IOException {
    return run("size", name, () -> target.size(name));
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    return run("list", prefix, () -> target.list(prefix, startAfter, limit));
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    return run("readVersioned", name, () -> target.readVersioned(name));
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    return run("replace", name, () -> target.replace(name, content, version));
  }

  @Override
  public void delete(String name) throws IOException {
    run(
        "delete",
        name,
        () -> {
          target.delete(name);
          return true;
        });
  }
}
