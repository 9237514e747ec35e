package io.millrace.logql.stage;

/**
 * Where a parser finds the value of a field in a line.
 *
 * @param id number of the field's name, before it meets labels of the same name
 * @param quoted whether the value is a string of JSON; its quotes lie outside of {@code from..to}
 */
record FieldSpan(int id, boolean quoted, int from, int to) {
  /** The value in {@code line[from..to)}, which may have quotes. */
  static FieldSpan ofJson(int id, byte[] line, int from, int to) {
    return line[from] == '"'
        ? new FieldSpan(id, true, from + 1, to - 1)
        : new FieldSpan(id, false, from, to);
  }

  /** The value of the pair at hand. */
  static FieldSpan ofLogfmt(int id, LogfmtReader pairs) {
    return new FieldSpan(id, false, pairs.valueStart(), pairs.valueEnd());
  }
}
