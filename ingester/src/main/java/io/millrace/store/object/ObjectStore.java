package io.millrace.store.object;

import io.millrace.bytes.RangeReader;
import java.io.IOException;
import java.util.List;

/**
 * A store of named byte strings.
 *
 * <p>A name is one or more segments of {@code [A-Za-z0-9._=-]}, joined by {@code /}; no segment is
 * {@code .} or {@code ..}. An object is visible as a whole or not at all: a crash or a full disk
 * during a put leaves no trace under its name. Implementations retry what is worth retrying; a
 * caller does not add a loop of its own. Safe for use by any number of threads.
 */
public interface ObjectStore {
  /**
   * Stores an object under a name that must be free. When this returns, the object survives a power
   * cut.
   *
   * @param content read a part at a time, so it may be larger than memory
   * @throws ObjectExistsException when there is an object of that name; it is left alone
   */
  void put(String name, RangeReader content) throws IOException;

  /** Stores an object that lies in memory, as {@link #put(String, RangeReader)} does. */
  default void put(String name, byte[] content) throws IOException {
    put(name, RangeReader.of(content));
  }

  /**
   * Bytes of the object.
   *
   * @throws java.io.FileNotFoundException when there is no such object
   * @throws java.io.EOFException when the object ends before {@code offset + length}
   */
  byte[] read(String name, long offset, int length) throws IOException;

  /** Whether reading takes a request over a network, so that it pays to {@link #prefetch}. */
  default boolean isRemote() {
    return false;
  }

  /** A hint that {@link #read} will be called with the same arguments soon. */
  default void prefetch(String name, long offset, int length) {}

  /**
   * The object's length in bytes.
   *
   * @throws java.io.FileNotFoundException when there is no such object
   */
  long size(String name) throws IOException;

  /** The names that begin with {@code prefix}, in ascending order. */
  default List<String> list(String prefix) throws IOException {
    return list(prefix, "", Integer.MAX_VALUE);
  }

  /**
   * Some of the names that begin with {@code prefix}, in ascending order.
   *
   * @param startAfter only names behind this one; empty for all
   * @param limit the most names to return, at least 1
   */
  List<String> list(String prefix, String startAfter, int limit) throws IOException;

  /**
   * A whole object and its version, for a later {@link #replace}.
   *
   * @throws java.io.FileNotFoundException when there is no such object
   */
  VersionedObject readVersioned(String name) throws IOException;

  /**
   * Stores new content under a name if nobody did so meanwhile (compare and swap). When this
   * returns, the object survives a power cut; a reader sees the old or the new content, whole.
   *
   * @param version of the content that is to go
   * @return the version of the new content
   * @throws ObjectChangedException when the object has another version, or is gone; nothing was
   *     changed
   */
  String replace(String name, byte[] content, String version) throws IOException;

  /** Deletes the object if there is one. */
  void delete(String name) throws IOException;
}
