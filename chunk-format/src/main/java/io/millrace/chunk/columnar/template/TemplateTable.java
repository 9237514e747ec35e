package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteWriter;
import io.millrace.chunk.LineTemplate;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Distinct templates, numbered in the order in which they were first seen. A template is a text in
 * which {@link LineTemplate#VARIABLE} stands for whatever lies in some ranges of it.
 */
final class TemplateTable {
  /** No template: there are too many others. */
  static final int NONE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final int maxTemplates;
  private final ByteWriter texts = new ByteWriter(1 << 10);
  private final int[] textStarts;
  private final int[] counts;
  private final long[] hashes;
  private final byte[] forms;
  private int size;

  /** Templates by hash, plus one; zero is free. */
  private final int[] slots;

  private byte[] scratch = new byte[1 << 8];

  TemplateTable(int maxTemplates) {
    this.maxTemplates = maxTemplates;
    textStarts = new int[maxTemplates + 1];
    counts = new int[maxTemplates];
    hashes = new long[maxTemplates];
    forms = new byte[maxTemplates];
    slots = new int[4 * Integer.highestOneBit(maxTemplates)];
  }

  void clear() {
    texts.clear();
    Arrays.fill(counts, 0, size, 0);
    Arrays.fill(slots, 0);
    size = 0;
  }

  int size() {
    return size;
  }

  /** How often the template was found. */
  int count(int template) {
    return counts[template];
  }

  int form(int template) {
    return forms[template];
  }

  byte[] texts() {
    return texts.array();
  }

  int start(int template) {
    return textStarts[template];
  }

  int end(int template) {
    return textStarts[template + 1];
  }

  /**
   * The template of {@code source[start .. end)}, counted once more.
   *
   * @param variables of which those from {@code first} on are in the text
   */
  int find(byte[] source, int start, int end, Spans variables, int first, int form) {
    if (scratch.length < end - start + variables.size() - first + 2 * Long.BYTES) {
      scratch = new byte[2 * (end - start) + 2 * (variables.size() - first) + 64];
    }
    int length = 0;
    int at = start;
    for (int i = first; i < variables.size(); i++) {
      length = append(source, at, variables.start(i), length);
      scratch[length++] = LineTemplate.VARIABLE;
      at = variables.end(i);
    }
    length = append(source, at, end, length);
    int template = intern(length, form);
    if (template != NONE) {
      counts[template]++;
    }
    return template;
  }

  private int append(byte[] source, int from, int to, int length) {
    if (to - from > 24) {
      System.arraycopy(source, from, scratch, length, to - from);
    } else {
      // Pieces are short: a loop is faster than System.arraycopy.
      for (int i = from, put = length; i < to; i++) {
        scratch[put++] = source[i];
      }
    }
    return length + to - from;
  }

  private int intern(int length, int form) {
    long hash = hash(length) + form;
    int slot = (int) (hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0) {
      int known = slots[slot] - 1;
      if (hashes[known] == hash && forms[known] == form && isScratch(known, length)) {
        return known;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (size == maxTemplates) {
      return NONE;
    }
    hashes[size] = hash;
    forms[size] = (byte) form;
    texts.bytes(scratch, 0, length);
    textStarts[size + 1] = texts.size();
    slots[slot] = ++size;
    return size - 1;
  }

  private long hash(int length) {
    LONG.set(scratch, length, 0L);
    long hash = length;
    for (int i = 0; i < length; i += Long.BYTES) {
      hash = Long.rotateLeft((hash ^ (long) LONG.get(scratch, i)) * MIX, 29);
    }
    return hash * MIX;
  }

  private boolean isScratch(int template, int length) {
    return Arrays.equals(
        texts.array(), textStarts[template], textStarts[template + 1], scratch, 0, length);
  }
}
