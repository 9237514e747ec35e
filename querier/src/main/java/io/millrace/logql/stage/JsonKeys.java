package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the keys of one object level, by the bytes of the key: found again without making
 * a string. Levels form a tree, as the objects do.
 */
final class JsonKeys {
  private static final int MAX_KEYS = 20_000;

  /** What becomes of a key. */
  static final class Key {
    private final byte[] bytes;
    private final int hash;

    /** Number of the label, or -1 when nobody wants it. */
    final int id;

    /** Name of the label, for its members. */
    final String name;

    /** Whether an object of that key may have wanted members. */
    final boolean descend;

    private @Nullable JsonKeys members;

    private Key(byte[] bytes, int hash, int id, String name, boolean descend) {
      this.bytes = bytes;
      this.hash = hash;
      this.id = id;
      this.name = name;
      this.descend = descend;
    }
  }

  private final NameTable names;
  private final Wanted wanted;
  private final String prefix;

  /** Keys in all levels of the tree. */
  private final AtomicInteger total;

  private @Nullable Key[] table = new Key[32];
  private int size;

  JsonKeys(NameTable names, Wanted wanted) {
    this(names, wanted, "", new AtomicInteger());
  }

  private JsonKeys(NameTable names, Wanted wanted, String prefix, AtomicInteger total) {
    this.names = names;
    this.wanted = wanted;
    this.prefix = prefix;
    this.total = total;
  }

  /** True when the tree has grown so far that it should be cleared before the next line. */
  boolean isLarge() {
    return total.get() > MAX_KEYS;
  }

  /** Forgets all keys; to be called on the root of the tree, between lines. */
  void clear() {
    table = new Key[32];
    size = 0;
    total.set(0);
  }

  JsonKeys members(Key key) {
    JsonKeys members = key.members;
    if (members == null) {
      members = new JsonKeys(names, wanted, key.name, total);
      key.members = members;
    }
    return members;
  }

  Key find(byte[] buffer, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + buffer[i];
    }
    hash ^= hash >>> 15;
    int mask = table.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      Key key = table[slot];
      if (key == null) {
        return add(Arrays.copyOfRange(buffer, from, to), hash);
      }
      if (key.hash == hash && Arrays.equals(key.bytes, 0, key.bytes.length, buffer, from, to)) {
        return key;
      }
    }
  }

  private Key add(byte[] bytes, int hash) {
    String part = LabelKeys.sanitize(Utf8.decode(bytes), prefix.isEmpty());
    String name = prefix.isEmpty() ? part : part.isEmpty() ? prefix : prefix + "_" + part;
    int id = !name.isEmpty() && wanted.field(name) ? names.id(name) : -1;
    Key key = new Key(bytes, hash, id, name, wanted.prefix(name));
    if (2 * (size + 1) > table.length) {
      @Nullable Key[] old = table;
      table = new Key[2 * old.length];
      for (Key each : old) {
        if (each != null) {
          insert(each);
        }
      }
    }
    insert(key);
    size++;
    total.incrementAndGet();
    return key;
  }

  private void insert(Key key) {
    int mask = table.length - 1;
    int slot = key.hash & mask;
    while (table[slot] != null) {
      slot = (slot + 1) & mask;
    }
    table[slot] = key;
  }
}
