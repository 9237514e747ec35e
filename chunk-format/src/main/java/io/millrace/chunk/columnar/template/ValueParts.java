package io.millrace.chunk.columnar.template;

import java.util.Arrays;

/**
 * The values of a column taken apart: UUIDs, other long words with digits among their letters, and
 * runs of digits are variables, and what is around them are the parts that values have in common.
 * Of a value that few others are like the whole is variable. Reused for the next column.
 */
final class ValueParts {
  static final int MAX_PARTS = 256;

  private static final int MAX_CANDIDATES = 1024;

  /** Words with digits among letters are identifiers from this length on. */
  private static final int MIN_IDENTIFIER = 8;

  /** A part of fewer values is not kept. */
  private static final int MIN_VALUES = 4;

  /** What a value of many numbers is like, few others are. */
  private static final int MAX_VARIABLES = 32;

  private static final byte[] WHOLE = {LineTemplates.VARIABLE};

  private final byte[] source;
  private final TemplateTable table = new TemplateTable(MAX_CANDIDATES);
  private final Spans digits = new Spans(64);
  private int[] candidateOf = new int[256];
  private int[] firstDigits = new int[256];
  private VariableValues values;

  private final int[] kept = new int[MAX_PARTS];
  private int keptCount;
  private final int[] partOfCandidate = new int[MAX_CANDIDATES];
  private boolean hasRest;

  /** The values of part {@code p} are {@code rows[rowStarts[p] .. rowStarts[p + 1])}, ascending. */
  private int[] rows = new int[256];

  private final int[] rowStarts = new int[MAX_PARTS + 1];

  ValueParts(byte[] source) {
    this.source = source;
    this.values = new VariableValues(source);
  }

  /** Takes the values apart; false when they have little in common but being text. */
  boolean split(VariableValues column) {
    values = column;
    table.clear();
    digits.truncate(0);
    int size = column.size();
    if (candidateOf.length < size) {
      candidateOf = new int[2 * size];
      firstDigits = new int[2 * size];
    }
    for (int i = 0; i < size; i++) {
      firstDigits[i] = digits.size();
      candidateOf[i] = takeApart(column.start(i), column.start(i) + column.length(i));
    }
    keep();
    sortRows();
    int variable = 0;
    for (int i = 0; i < size; i++) {
      boolean isKept = part(i) < keptCount;
      variable += isKept && variablesOf(i) > 0 ? 1 : 0;
    }
    return 2 * variable >= size;
  }

  private int takeApart(int start, int end) {
    int first = digits.size();
    int at = start;
    while (at < end) {
      if (source[at] == LineTemplates.VARIABLE) {
        digits.truncate(first);
        return TemplateTable.NONE;
      }
      at = Uuids.isLetterOrDigit(source[at]) ? word(at, end) : at + 1;
    }
    int candidate = TemplateTable.NONE;
    if (digits.size() - first <= MAX_VARIABLES) {
      candidate = table.find(source, start, end, digits, first, 0);
    }
    if (candidate == TemplateTable.NONE) {
      digits.truncate(first);
    }
    return candidate;
  }

  /** Finds the variables of the word that begins at {@code start}, and returns its end. */
  private int word(int start, int end) {
    int uuid = Uuids.end(source, start, end);
    if (uuid > start) {
      digits.add(start, uuid);
      return uuid;
    }
    int at = start;
    int digitCount = 0;
    while (at < end && Uuids.isLetterOrDigit(source[at])) {
      digitCount += TimeText.isDigit(source[at++]) ? 1 : 0;
    }
    if (at - start >= MIN_IDENTIFIER && digitCount > 1 && digitCount < at - start) {
      digits.add(start, at);
      return at;
    }
    for (int from = start; digitCount > 0 && from < at; from++) {
      if (TimeText.isDigit(source[from])) {
        int to = from;
        while (to < at && TimeText.isDigit(source[to])) {
          to++;
        }
        digits.add(from, to);
        from = to;
      }
    }
    return at;
  }

  /** Keeps those with enough values; of too many the commonest. */
  private void keep() {
    int min = MIN_VALUES;
    do {
      keptCount = 0;
      for (int i = 0; i < table.size() && keptCount < MAX_PARTS; i++) {
        if (table.count(i) >= min) {
          kept[keptCount++] = i;
        }
      }
      min *= 2;
      // One is left for the rest.
    } while (keptCount == MAX_PARTS);
    for (int i = 0; i < table.size(); i++) {
      partOfCandidate[i] = keptCount;
    }
    for (int i = 0; i < keptCount; i++) {
      partOfCandidate[kept[i]] = i;
    }
    hasRest = false;
    for (int i = 0; i < values.size() && !hasRest; i++) {
      hasRest = part(i) == keptCount;
    }
  }

  private void sortRows() {
    int size = values.size();
    if (rows.length < size) {
      rows = new int[2 * size];
    }
    Arrays.fill(rowStarts, 0);
    for (int i = 0; i < size; i++) {
      int next = part(i) + 1;
      rowStarts[next]++;
    }
    for (int i = 0; i < MAX_PARTS; i++) {
      rowStarts[i + 1] += rowStarts[i];
    }
    int[] put = Arrays.copyOf(rowStarts, MAX_PARTS);
    for (int i = 0; i < size; i++) {
      rows[put[part(i)]++] = i;
    }
  }

  /** How many values are like the part. */
  int rows(int part) {
    return rowStarts[part + 1] - rowStarts[part];
  }

  /** How many parts there are. */
  int parts() {
    return hasRest ? keptCount + 1 : keptCount;
  }

  /** The part that a value is like. */
  int part(int value) {
    int candidate = candidateOf[value];
    return candidate == TemplateTable.NONE ? keptCount : partOfCandidate[candidate];
  }

  private int variablesOf(int value) {
    int next = value + 1 < values.size() ? firstDigits[value + 1] : digits.size();
    return next - firstDigits[value];
  }

  byte[] text(int part) {
    return part == keptCount ? WHOLE : table.texts();
  }

  int textStart(int part) {
    return part == keptCount ? 0 : table.start(kept[part]);
  }

  int textEnd(int part) {
    return part == keptCount ? 1 : table.end(kept[part]);
  }

  /**
   * Collects one variable of the values that are like a part.
   *
   * @param variable counted in the part's text
   * @param limit of the column's values only those before it are looked at
   */
  void collect(VariableValues inner, int part, int variable, int limit) {
    inner.clear();
    for (int i = rowStarts[part]; i < rowStarts[part + 1] && rows[i] < limit; i++) {
      int value = rows[i];
      int entry = values.entry(value);
      if (part == keptCount) {
        inner.add(values.start(value), values.end(value), entry);
      } else {
        int index = firstDigits[value] + variable;
        inner.add(digits.start(index), digits.end(index), entry);
      }
    }
  }
}
