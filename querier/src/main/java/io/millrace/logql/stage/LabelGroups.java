package io.millrace.logql.stage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something for each combination of the values of some labels, found by the line at hand without
 * making text of the values. Not safe for concurrent use.
 */
public final class LabelGroups<T> {
  private static final int TABLE = 1 << 12;
  private static final int MAX_GROUPS = TABLE / 2;

  private final LineRun run;
  private final String[] names;
  private final int[] ids;
  private final boolean[] errors;
  private final @Nullable Group<T>[] table;
  private int size;
  private int timesForgotten = -1;

  /**
   * What belongs to a combination.
   *
   * @param values for each label a {@code byte[]} or a {@code String}, as the line had it
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Group<T>(int hash, Object[] values, T what) {}

  /** Nothing yet for combinations of the labels of these names. */
  public LabelGroups(LineRun run, List<String> names) {
    this.run = run;
    this.names = names.toArray(new String[0]);
    this.ids = new int[this.names.length];
    this.errors = new boolean[this.names.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = LineRun.isError(this.names[i]);
    }
    this.table = newTable();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Group<T>[] newTable() {
    return new @Nullable Group[TABLE];
  }

  /** What belongs to the line at hand, made when it is the first one of its group. */
  public T get(Supplier<T> make) {
    if (timesForgotten != run.timesForgotten()) {
      timesForgotten = run.timesForgotten();
      Arrays.setAll(ids, i -> run.id(names[i]));
    }
    int hash = hash();
    for (int slot = hash & (TABLE - 1); ; slot = (slot + 1) & (TABLE - 1)) {
      Group<T> group = table[slot];
      if (group == null) {
        // The values first: to make labels turns them into text.
        Object[] values = values();
        T what = make.get();
        put(new Group<>(hash, values, what));
        return what;
      }
      if (group.hash() == hash && isAtHand(group.values())) {
        return group.what();
      }
    }
  }

  private Object[] values() {
    Object[] values = new Object[ids.length];
    for (int i = 0; i < values.length; i++) {
      int id = ids[i];
      values[i] =
          isSlice(i)
              ? Arrays.copyOfRange(run.buffer(id), run.start(id), run.end(id))
              : run.textOrError(id, names[i]);
    }
    return values;
  }

  private void put(Group<T> group) {
    if (size == MAX_GROUPS) {
      Arrays.fill(table, null);
      size = 0;
    }
    int slot = group.hash() & (TABLE - 1);
    while (table[slot] != null) {
      slot = (slot + 1) & (TABLE - 1);
    }
    table[slot] = group;
    size++;
  }

  /** A field may be called like the error of the line, which is what counts. */
  private boolean isSlice(int i) {
    return !errors[i] && run.isSlice(ids[i]);
  }

  private int hash() {
    int all = 1;
    for (int i = 0; i < ids.length; i++) {
      int id = ids[i];
      int own = 1;
      if (isSlice(i)) {
        byte[] buffer = run.buffer(id);
        for (int at = run.start(id), end = run.end(id); at < end; at++) {
          own = 31 * own + buffer[at];
        }
      } else {
        own = run.textOrError(id, names[i]).hashCode();
      }
      all = 31 * all + own;
    }
    return all ^ (all >>> 15);
  }

  private boolean isAtHand(Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!isAtHand(i, values[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean isAtHand(int i, Object value) {
    int id = ids[i];
    if (value instanceof byte[] bytes) {
      return isSlice(i)
          && Arrays.equals(bytes, 0, bytes.length, run.buffer(id), run.start(id), run.end(id));
    }
    return !isSlice(i) && value.equals(run.textOrError(id, names[i]));
  }
}
