package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The lines of a block taken apart: a token that holds a digit is a variable, and what is around
 * the variables is the template of the line. A line that no template is kept for is verbatim.
 */
final class LineTemplates {
  /** Stands for a variable in a template; lines that hold this byte are verbatim. */
  static final byte VARIABLE = 0x11;

  static final int VERBATIM = -1;

  /** More than this in a line make it verbatim. */
  static final int MAX_VARIABLES = 1024;

  private static final int MAX_CANDIDATES = 4096;
  private static final int TABLE = 4 * MAX_CANDIDATES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte ESCAPE = 3;
  private static final byte[] CLASSES = classes();

  private final byte[] column;

  /** For each line its template, or {@link #VERBATIM}. */
  final int[] templateOf;

  /** For each line where its bytes begin, and the end of the last one's terminator. */
  final int[] lineStarts;

  /** For each line the index of its first variable. */
  final int[] firstVariable;

  private int[] variableStarts;
  private int[] variableEnds;
  private int variables;

  private final ByteWriter texts = new ByteWriter(1 << 12);
  private int templates;
  private final int[] textStarts = new int[MAX_CANDIDATES + 1];
  private final int[] lineCounts = new int[MAX_CANDIDATES];
  private final long[] hashes = new long[MAX_CANDIDATES];

  /** Templates by hash, plus one; zero is free. */
  private final int[] table = new int[TABLE];

  private byte[] scratch = new byte[1 << 10];

  /** Takes apart the lines of {@code column}, each of which ends in a line feed. */
  LineTemplates(byte[] column, int lines) {
    this.column = column;
    templateOf = new int[lines];
    lineStarts = new int[lines + 1];
    firstVariable = new int[lines];
    variableStarts = new int[8 * lines + 16];
    variableEnds = new int[8 * lines + 16];
    int at = 0;
    for (int line = 0; line < lines; line++) {
      lineStarts[line] = at;
      firstVariable[line] = variables;
      at = takeApart(line, at);
    }
    lineStarts[lines] = at;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    Arrays.fill(classes, 'a', 'z' + 1, LETTER);
    Arrays.fill(classes, 'A', 'Z' + 1, LETTER);
    Arrays.fill(classes, '0', '9' + 1, DIGIT);
    classes[VARIABLE] = ESCAPE;
    return classes;
  }

  int templates() {
    return templates;
  }

  int lineCount(int template) {
    return lineCounts[template];
  }

  byte[] column() {
    return column;
  }

  byte[] templateBytes() {
    return texts.array();
  }

  int templateStart(int template) {
    return textStarts[template];
  }

  int templateEnd(int template) {
    return textStarts[template + 1];
  }

  int variableStart(int variable) {
    return variableStarts[variable];
  }

  int variableEnd(int variable) {
    return variableEnds[variable];
  }

  /** Returns where the next line begins. */
  private int takeApart(int line, int start) {
    int at = start;
    int length = 0;
    boolean escape = false;
    int first = variables;
    byte value = column[at];
    while (value != '\n') {
      int from = at;
      int seen = 0;
      int kind = CLASSES[value & 0xFF];
      while (kind == LETTER || kind == DIGIT) {
        seen |= kind;
        value = column[++at];
        kind = CLASSES[value & 0xFF];
      }
      if ((seen & DIGIT) != 0) {
        length = appendVariable(from, at, length);
      } else if (at > from) {
        length = appendText(from, at, length);
      }
      from = at;
      while (kind != LETTER && kind != DIGIT && value != '\n') {
        escape |= kind == ESCAPE;
        value = column[++at];
        kind = CLASSES[value & 0xFF];
      }
      length = appendText(from, at, length);
    }
    boolean verbatim = escape || variables - first > MAX_VARIABLES;
    int template = verbatim ? VERBATIM : template(length);
    if (template == VERBATIM) {
      variables = first;
    } else {
      lineCounts[template]++;
    }
    templateOf[line] = template;
    return at + 1;
  }

  private int appendVariable(int from, int to, int length) {
    if (variables == variableStarts.length) {
      variableStarts = Arrays.copyOf(variableStarts, 2 * variables);
      variableEnds = Arrays.copyOf(variableEnds, 2 * variables);
    }
    variableStarts[variables] = from;
    variableEnds[variables++] = to;
    reserve(length + 1);
    scratch[length] = VARIABLE;
    return length + 1;
  }

  private int appendText(int from, int to, int length) {
    int end = length + to - from;
    reserve(end);
    // Pieces are short: a loop is faster than System.arraycopy.
    for (int i = from, put = length; i < to; i++) {
      scratch[put++] = column[i];
    }
    return end;
  }

  private void reserve(int length) {
    if (length + Long.BYTES > scratch.length) {
      scratch = Arrays.copyOf(scratch, 2 * (length + Long.BYTES));
    }
  }

  /** The template in {@code scratch}, a new one if need be. */
  private int template(int length) {
    long hash = hash(length);
    int slot = (int) (hash >>> 32) & (TABLE - 1);
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (hashes[known] == hash && isScratch(known, length)) {
        return known;
      }
      slot = (slot + 1) & (TABLE - 1);
    }
    if (templates == MAX_CANDIDATES) {
      return VERBATIM;
    }
    hashes[templates] = hash;
    texts.bytes(scratch, 0, length);
    textStarts[templates + 1] = texts.size();
    table[slot] = ++templates;
    return templates - 1;
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
