package io.millrace.logql.stage;

import io.millrace.labels.GoQuote;
import io.millrace.labels.Labels;
import io.millrace.labels.Utf8Order;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a result, sorted by name. Unlike the labels of a stream they may have empty values,
 * which Loki shows and tells from missing ones.
 */
public final class LabelSet implements Comparable<LabelSet> {
  public static final LabelSet EMPTY = new LabelSet(new String[0]);

  /** name, value, name, value, … sorted by name; names are unique. */
  private final String[] pairs;

  private final int hash;

  private LabelSet(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  public static LabelSet of(Labels labels) {
    String[] pairs = new String[2 * labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      pairs[2 * i] = labels.name(i);
      pairs[2 * i + 1] = labels.value(i);
    }
    return pairs.length == 0 ? EMPTY : new LabelSet(pairs);
  }

  /** The set of names and values in turn; of equal names the last one counts. */
  public static LabelSet of(String... pairs) {
    return sorting(Arrays.asList(pairs));
  }

  static LabelSet sorting(List<String> namesAndValues) {
    int count = namesAndValues.size() / 2;
    if (count == 0) {
      return EMPTY;
    }
    String[] pairs = namesAndValues.toArray(new String[0]);
    int kept = 0;
    // Insertion sort: sets are small, and mostly sorted already.
    for (int i = 0; i < count; i++) {
      String name = pairs[2 * i];
      String value = pairs[2 * i + 1];
      int at = kept;
      int order = 1;
      while (at > 0 && (order = Utf8Order.compare(pairs[2 * at - 2], name)) > 0) {
        at--;
      }
      if (at > 0 && order == 0) {
        pairs[2 * at - 1] = value;
        continue;
      }
      System.arraycopy(pairs, 2 * at, pairs, 2 * at + 2, 2 * (kept - at));
      pairs[2 * at] = name;
      pairs[2 * at + 1] = value;
      kept++;
    }
    return new LabelSet(kept == count ? pairs : Arrays.copyOf(pairs, 2 * kept));
  }

  public int size() {
    return pairs.length / 2;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  public @Nullable String get(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  public String getOrEmpty(String name) {
    String value = get(name);
    return value == null ? "" : value;
  }

  /** The labels whose name the predicate likes. */
  public LabelSet filter(Predicate<String> names) {
    String[] kept = new String[pairs.length];
    int count = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (names.test(pairs[i])) {
        kept[count++] = pairs[i];
        kept[count++] = pairs[i + 1];
      }
    }
    if (count == pairs.length) {
      return this;
    }
    return count == 0 ? EMPTY : new LabelSet(Arrays.copyOf(kept, count));
  }

  /** The set with a label changed; an empty value removes it. */
  public LabelSet with(String name, String value) {
    LabelSet others = filter(n -> !n.equals(name));
    if (value.isEmpty()) {
      return others;
    }
    String[] all = Arrays.copyOf(others.pairs, others.pairs.length + 2);
    all[all.length - 2] = name;
    all[all.length - 1] = value;
    return sorting(Arrays.asList(all));
  }

  public void forEach(BiConsumer<String, String> consumer) {
    for (int i = 0; i < pairs.length; i += 2) {
      consumer.accept(pairs[i], pairs[i + 1]);
    }
  }

  @Override
  public int compareTo(LabelSet other) {
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
    return other instanceof LabelSet that && hash == that.hash && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** {@code {a="x", b="y"}}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) {
        out.append(", ");
      }
      out.append(pairs[i]).append('=');
      GoQuote.appendQuoted(out, pairs[i + 1]);
    }
    return out.append('}').toString();
  }
}
