package io.millrace.service.http;

/** A refusal: the handler ends with this status and, as plain text, this message. Not logged. */
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal with a message for the client.
   *
   * @param status 400 to 599
   * @param message the whole body of the answer; a line end, if wanted, is part of it
   */
  public HttpException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("not an error status: " + status);
    }
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** The answer: {@code text/plain} with the message. */
  public HttpResponse toResponse() {
    String message = getMessage();
    return HttpResponse.text(status, message == null ? "" : message);
  }
}
