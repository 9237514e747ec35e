package io.millrace.logql.stage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The labels that were set for the line at hand, by the number of their name. One per worker; not
 * safe for concurrent use.
 *
 * <p>A label that was set for this line carries the number of the line in {@code setAt}; so nothing
 * has to be cleared between lines. Numbers have to be made room for by {@link #ensure} once.
 */
final class LabelSlots {
  /** Where the value of a label came from last. */
  static final byte METADATA = 1;

  static final byte PARSED = 2;
  static final byte DELETED = 3;

  private long[] setAt = new long[64];
  private byte[] origins = new byte[64];
  private byte[][] buffers = new byte[64][];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private @Nullable String[] texts = new String[64];
  private int[] touched = new int[64];
  private int touchedCount;
  private long lineNumber;

  /** Forgets the labels of the line before. */
  void nextLine() {
    lineNumber++;
    touchedCount = 0;
  }

  /** Makes room for a number. */
  void ensure(int id) {
    if (id >= setAt.length) {
      grow(id + 1);
    }
  }

  private void grow(int least) {
    int size = Math.max(least, 2 * setAt.length);
    setAt = Arrays.copyOf(setAt, size);
    origins = Arrays.copyOf(origins, size);
    buffers = Arrays.copyOf(buffers, size);
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    texts = Arrays.copyOf(texts, size);
  }

  /** True when the label was set or deleted for this line. */
  boolean isTouched(int id) {
    return setAt[id] == lineNumber;
  }

  /** The origin of a label that {@link #isTouched}. */
  byte origin(int id) {
    return origins[id];
  }

  boolean is(int id, byte origin) {
    return setAt[id] == lineNumber && origins[id] == origin;
  }

  /** True when the value lies in {@link #buffer} as bytes. */
  boolean isSlice(int id) {
    return setAt[id] == lineNumber && origins[id] != DELETED && texts[id] == null;
  }

  byte[] buffer(int id) {
    return buffers[id];
  }

  int start(int id) {
    return starts[id];
  }

  int end(int id) {
    return ends[id];
  }

  /** The value of a label that {@link #isTouched}; of a deleted one the empty string. */
  String text(int id) {
    String text = texts[id];
    if (text == null) {
      text = new String(buffers[id], starts[id], ends[id] - starts[id], StandardCharsets.UTF_8);
      texts[id] = text;
    }
    return text;
  }

  void set(int id, byte origin, String value) {
    touch(id, origin);
    texts[id] = value;
  }

  void set(int id, byte[] buffer, int from, int to) {
    touch(id, PARSED);
    texts[id] = null;
    buffers[id] = buffer;
    starts[id] = from;
    ends[id] = to;
  }

  private void touch(int id, byte origin) {
    ensure(id);
    if (setAt[id] != lineNumber) {
      setAt[id] = lineNumber;
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, 2 * touchedCount);
      }
      touched[touchedCount++] = id;
    }
    origins[id] = origin;
  }

  /** How many labels were set or deleted for this line. */
  int touchedCount() {
    return touchedCount;
  }

  /** The number of one of them, in the order in which they were touched first. */
  int touched(int index) {
    return touched[index];
  }
}
