package io.millrace.service.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Named values in the order in which they were given; a name may have several. Immutable. */
public final class Params {
  private static final Params EMPTY = new Params(Map.of());

  private final Map<String, List<String>> values;

  private Params(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Params empty() {
    return EMPTY;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The first value of {@code name}, or null when it was not given. */
  public @Nullable String get(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  /** The first value of {@code name}, or {@code fallback} when it was not given or is empty. */
  public String get(String name, String fallback) {
    String value = get(name);
    return value == null || value.isEmpty() ? fallback : value;
  }

  /** All values of {@code name}, in order; empty when it was not given. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The names, each once, in the order of their first appearance. */
  public Set<String> names() {
    return values.keySet();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /** Collects values; not safe for concurrent use. */
  public static final class Builder {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Builder() {}

    public Builder add(String name, String value) {
      values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
      return this;
    }

    public Params build() {
      if (values.isEmpty()) {
        return EMPTY;
      }
      Map<String, List<String>> copy = new LinkedHashMap<>();
      values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
      return new Params(Collections.unmodifiableMap(copy));
    }
  }
}
