package io.millrace.logql.syntax;

/** A query is not LogQL. The message says where and why, in Loki's frame. */
public final class ParseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private ParseException(String message) {
    super(message, null, false, false);
  }

  /** An error at a place; lines and columns count from 1. */
  public static ParseException at(int line, int column, String problem) {
    if (line == 0 && column == 0) {
      return of(problem);
    }
    return new ParseException("parse error at line " + line + ", col " + column + ": " + problem);
  }

  /** An error of the query as a whole. */
  public static ParseException of(String problem) {
    return new ParseException("parse error : " + problem);
  }
}
