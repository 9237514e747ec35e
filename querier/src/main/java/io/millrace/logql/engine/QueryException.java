package io.millrace.logql.engine;

/** A query failed; the message is for the one who asked, the status is that of the HTTP answer. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  public QueryException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public static QueryException badRequest(String message) {
    return new QueryException(400, message);
  }

  public int status() {
    return status;
  }
}
