package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;

/** See {@link VariableColumn.Numbers}. */
final class NumberCursor implements VariableColumn.Cursor {
  private final Varints varints;
  private final int width;
  private final boolean delta;
  private long last;

  NumberCursor(Varints varints, int width, boolean delta) {
    this.varints = varints;
    this.width = width;
    this.delta = delta;
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    advance();
    return out.number(last, width, at);
  }

  @Override
  public void skip(int entry) throws FormatException {
    advance();
  }

  private void advance() throws FormatException {
    last = delta ? last + varints.nextSigned() : varints.next();
  }

  @Override
  public void requireEnd() throws FormatException {
    varints.requireEnd();
  }
}
