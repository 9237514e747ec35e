package io.millrace.labels;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of labels, sorted by name, without empty values.
 *
 * <p>Equality is that of names and values. {@link #toString()} is Loki's canonical form, which is
 * what Loki keys streams by. Safe for use by any number of threads.
 */
public final class Labels implements Comparable<Labels> {
  private static final Labels EMPTY = new Labels(new String[0]);

  /** name, value, name, value, … sorted by name. */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  public static Labels empty() {
    return EMPTY;
  }

  /**
   * The set of the given names and values.
   *
   * @param nameValues name, value, name, value, …; a later value replaces an earlier one of the
   *     same name, an empty value removes the label
   */
  public static Labels of(String... nameValues) {
    if (nameValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + Arrays.toString(nameValues));
    }
    Builder builder = new Builder();
    for (int i = 0; i < nameValues.length; i += 2) {
      builder.set(nameValues[i], nameValues[i + 1]);
    }
    return builder.build();
  }

  public static Labels of(Map<String, String> map) {
    Builder builder = new Builder();
    map.forEach(builder::set);
    return builder.build();
  }

  /**
   * The set of names and values that are in order already: the fast way for a decoder.
   *
   * @param nameValues name, value, name, value, …; taken without a copy
   * @throws IllegalArgumentException when names are not unique and ascending, or a value is empty
   */
  public static Labels ofSorted(String... nameValues) {
    for (int i = 0; i < nameValues.length; i += 2) {
      if (i > 0 && Utf8Order.compare(nameValues[i - 2], nameValues[i]) >= 0) {
        throw new IllegalArgumentException("name out of order: " + nameValues[i]);
      }
      if (i + 1 == nameValues.length || nameValues[i + 1].isEmpty()) {
        throw new IllegalArgumentException("a name without a value: " + nameValues[i]);
      }
    }
    return nameValues.length == 0 ? EMPTY : new Labels(nameValues);
  }

  public int size() {
    return pairs.length / 2;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /** The name at {@code index}, in sorted order. */
  public String name(int index) {
    return pairs[2 * index];
  }

  /** The value at {@code index}, in the order of the names. */
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** The value of {@code name}, or null when there is no such label. */
  public @Nullable String get(String name) {
    // Label sets are small (Loki's limit is 15), so a scan beats a binary search.
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /** The value of {@code name}, or the empty string, which is how matchers see a missing label. */
  public String getOrEmpty(String name) {
    String value = get(name);
    return value == null ? "" : value;
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    for (int i = 0; i < pairs.length; i += 2) {
      builder.set(pairs[i], pairs[i + 1]);
    }
    return builder;
  }

  /** A mutable copy, in name order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>(Utf8Order.COMPARATOR);
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Calls {@code consumer} with each name and value, in name order. */
  public void forEach(BiConsumer<String, String> consumer) {
    for (int i = 0; i < pairs.length; i += 2) {
      consumer.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** By names and values in turn, as Prometheus compares label sets; a prefix comes first. */
  @Override
  public int compareTo(Labels other) {
    int common = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < common; i++) {
      int order = Utf8Order.compare(pairs[i], other.pairs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pairs.length, other.pairs.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Canonical text: {@code {a="x", b="y"}} with Go's string quoting. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(16 + 16 * pairs.length);
    out.append('{');
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) {
        out.append(", ");
      }
      out.append(pairs[i]).append('=');
      GoQuote.appendQuoted(out, pairs[i + 1]);
    }
    return out.append('}').toString();
  }

  /** Bytes of all names and values in UTF-8, as Loki counts the size of structured metadata. */
  public int utf8Size() {
    int size = 0;
    for (String part : pairs) {
      size += part.getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  /** Collects labels; not safe for concurrent use. */
  public static final class Builder {
    private final TreeMap<String, String> map = new TreeMap<>(Utf8Order.COMPARATOR);

    public Builder set(String name, String value) {
      if (value.isEmpty()) {
        map.remove(name);
      } else {
        map.put(name, value);
      }
      return this;
    }

    public Builder remove(String name) {
      map.remove(name);
      return this;
    }

    public @Nullable String get(String name) {
      return map.get(name);
    }

    public Labels build() {
      if (map.isEmpty()) {
        return EMPTY;
      }
      String[] pairs = new String[2 * map.size()];
      int i = 0;
      for (Map.Entry<String, String> entry : map.entrySet()) {
        pairs[i++] = entry.getKey();
        pairs[i++] = entry.getValue();
      }
      return new Labels(pairs);
    }
  }
}
