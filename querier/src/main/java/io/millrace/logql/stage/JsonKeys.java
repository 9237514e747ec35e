package io.millrace.logql.stage;

import io.millrace.units.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the keys of one object level, by the bytes of the key: found again without making
 * a string. Levels form a tree, as the objects do.
 */
final class JsonKeys {
  private static final int MAX_KEYS = 20_000;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** What becomes of a key. */
  static final class Key {
    private final byte[] bytes;
    private final int hash;

    /** Whether the key stands in a line as it is, without escapes. */
    private final boolean plain;

    /** The first eight bytes, or as many as there are, and which bits of a word they fill. */
    private final long head;

    private final long headMask;

    /** Number of the label, or -1 when nobody wants it. */
    final int id;

    /** Name of the label, for its members. */
    final String name;

    /** Whether an object of that key may have wanted members. */
    final boolean descend;

    private @Nullable JsonKeys members;

    /** The key that came behind this one the last time. */
    private @Nullable Key follower;

    private Key(byte[] bytes, int hash, int id, String name, boolean descend) {
      this.bytes = bytes;
      this.hash = hash;
      this.plain = !contains(bytes, '"') && !contains(bytes, '\\');
      this.head = (long) LONG_LE.get(Arrays.copyOf(bytes, Long.BYTES), 0);
      this.headMask = bytes.length >= Long.BYTES ? -1 : (1L << (8 * bytes.length)) - 1;
      this.id = id;
      this.name = name;
      this.descend = descend;
    }

    private static boolean contains(byte[] bytes, char character) {
      for (byte b : bytes) {
        if (b == character) {
          return true;
        }
      }
      return false;
    }

    int length() {
      return bytes.length;
    }

    /** True when the key and a closing quote are next in {@code buffer[from..to)}. */
    boolean isQuotedAt(byte[] buffer, int from, int to) {
      int close = from + bytes.length;
      return plain && close < to && buffer[close] == '"' && isAt(buffer, from);
    }

    private boolean isAt(byte[] buffer, int from) {
      if (from + Long.BYTES > buffer.length) {
        return Arrays.equals(bytes, 0, bytes.length, buffer, from, from + bytes.length);
      }
      if (((long) LONG_LE.get(buffer, from) & headMask) != head) {
        return false;
      }
      for (int i = Long.BYTES; i < bytes.length; i++) {
        if (bytes[i] != buffer[from + i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final NameTable names;
  private final Wanted wanted;
  private final String prefix;

  /** Keys in all levels of the tree. */
  private final AtomicInteger total;

  private @Nullable Key[] table = new Key[32];
  private int size;

  /** The key that came first the last time. */
  private @Nullable Key first;

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
    first = null;
    total.set(0);
  }

  /**
   * The key that is likely to come next: lines of a stream mostly have the same keys in the same
   * order, and to compare one is a fraction of finding it.
   *
   * @param before the key before, or null at the begin of an object
   */
  @Nullable Key expected(@Nullable Key before) {
    return before == null ? first : before.follower;
  }

  /** Notes which key came behind another, or first. */
  void came(@Nullable Key before, Key key) {
    if (before == null) {
      first = key;
    } else {
      before.follower = key;
    }
  }

  JsonKeys members(Key key) {
    JsonKeys members = key.members;
    if (members == null) {
      members = new JsonKeys(names, wanted, key.name, total);
      key.members = members;
    }
    return members;
  }

  /** The key {@code buffer[from..to)}, which is likely to be {@code expected}. */
  Key find(byte[] buffer, int from, int to, @Nullable Key expected) {
    return expected != null && to - from == expected.length() && expected.isAt(buffer, from)
        ? expected
        : find(buffer, from, to);
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
