package io.millrace.service.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields in the order of the wire; names compare without case. Immutable. */
public final class Headers {
  private static final Headers EMPTY = new Headers(List.of());

  /** name, value, name, value, … */
  private final List<String> fields;

  private Headers(List<String> fields) {
    this.fields = fields;
  }

  public static Headers empty() {
    return EMPTY;
  }

  /**
   * The fields of the given names and values.
   *
   * @param nameValues name, value, name, value, …
   */
  public static Headers of(List<String> nameValues) {
    if (nameValues.size() % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + nameValues);
    }
    return nameValues.isEmpty() ? EMPTY : new Headers(List.copyOf(nameValues));
  }

  /** The first value of {@code name}, or null when there is no such field. */
  public @Nullable String get(String name) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        return fields.get(i + 1);
      }
    }
    return null;
  }

  /** All values of {@code name}, one for each field line, in order. */
  public List<String> all(String name) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        all.add(fields.get(i + 1));
      }
    }
    return all;
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  /** These fields and one more; existing ones of that name stay. */
  public Headers plus(String name, String value) {
    List<String> more = new ArrayList<>(fields);
    more.add(name);
    more.add(value);
    return new Headers(List.copyOf(more));
  }

  /** These fields with {@code name} having this one value. */
  public Headers with(String name, String value) {
    List<String> kept = new ArrayList<>(fields.size() + 2);
    for (int i = 0; i < fields.size(); i += 2) {
      if (!fields.get(i).equalsIgnoreCase(name)) {
        kept.add(fields.get(i));
        kept.add(fields.get(i + 1));
      }
    }
    kept.add(name);
    kept.add(value);
    return new Headers(List.copyOf(kept));
  }

  /** Calls {@code consumer} with each name and value, in order. */
  public void forEach(BiConsumer<String, String> consumer) {
    for (int i = 0; i < fields.size(); i += 2) {
      consumer.accept(fields.get(i), fields.get(i + 1));
    }
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
