package io.millrace.push;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The structured metadata of one entry as places in the request's bytes: a view that the decoder
 * moves from entry to entry. Not safe for concurrent use.
 */
public final class MetadataPairs {
  private final byte[] buffer;

  /** Name offset, name length, value offset, value length for each pair. */
  private int[] places = new int[32];

  private int count;

  MetadataPairs(byte[] buffer) {
    this.buffer = buffer;
  }

  void clear() {
    count = 0;
  }

  void add(int nameOffset, int nameLength, int valueOffset, int valueLength) {
    int at = 4 * count;
    if (at == places.length) {
      places = Arrays.copyOf(places, 2 * at);
    }
    places[at] = nameOffset;
    places[at + 1] = nameLength;
    places[at + 2] = valueOffset;
    places[at + 3] = valueLength;
    count++;
  }

  /** The array that names and values lie in. */
  public byte[] buffer() {
    return buffer;
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public int nameOffset(int index) {
    return places[4 * Objects.checkIndex(index, count)];
  }

  public int nameLength(int index) {
    return places[4 * Objects.checkIndex(index, count) + 1];
  }

  public int valueOffset(int index) {
    return places[4 * Objects.checkIndex(index, count) + 2];
  }

  public int valueLength(int index) {
    return places[4 * Objects.checkIndex(index, count) + 3];
  }

  /** The name as text; bytes that are not UTF-8 become U+FFFD. */
  public String name(int index) {
    return new String(buffer, nameOffset(index), nameLength(index), StandardCharsets.UTF_8);
  }

  /** The value as text; bytes that are not UTF-8 become U+FFFD. */
  public String value(int index) {
    return new String(buffer, valueOffset(index), valueLength(index), StandardCharsets.UTF_8);
  }

  /** Bytes of all names and values. */
  public long utf8Size() {
    long size = 0;
    for (int i = 0; i < count; i++) {
      size += nameLength(i) + valueLength(i);
    }
    return size;
  }

  /** The pairs as a label set: sorted, the last value of a repeated name, no empty values. */
  public Labels toLabels() {
    Labels.Builder builder = new Labels.Builder();
    for (int i = 0; i < count; i++) {
      builder.set(name(i), value(i));
    }
    return builder.build();
  }
}
