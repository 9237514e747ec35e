package io.millrace.service.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer: status, header fields, body. Immutable.
 *
 * <p>The server adds Content-Length or Transfer-Encoding, Connection and Content-Encoding itself.
 */
public final class HttpResponse {
  private final int status;
  private final Headers headers;
  private final ResponseBody body;

  private HttpResponse(int status, Headers headers, ResponseBody body) {
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("not a status: " + status);
    }
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** A status alone, for example 204. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Headers.empty(), new ResponseBody.Bytes(new byte[0]));
  }

  /** Plain text in UTF-8, with {@code nosniff} as Go sends it with every error. */
  public static HttpResponse text(int status, String text) {
    return bytes(status, MediaTypes.TEXT, text.getBytes(StandardCharsets.UTF_8))
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  /** JSON text. */
  public static HttpResponse json(int status, String json) {
    return json(status, json.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON text in UTF-8. */
  public static HttpResponse json(int status, byte[] json) {
    return bytes(status, MediaTypes.JSON, json);
  }

  /**
   * A body in memory.
   *
   * @param body not copied: it must not change any more
   */
  public static HttpResponse bytes(int status, String contentType, byte[] body) {
    Headers headers = Headers.empty().with("Content-Type", contentType);
    return new HttpResponse(status, headers, new ResponseBody.Bytes(body));
  }

  /** A body written in chunks after the handler has returned. */
  public static HttpResponse stream(int status, String contentType, BodyWriter writer) {
    Headers headers = Headers.empty().with("Content-Type", contentType);
    return new HttpResponse(status, headers, new ResponseBody.Streamed(writer));
  }

  /**
   * An upgrade to a WebSocket (RFC 6455). A request that does not ask for one is answered by 400.
   * Errors in parameters are answered before this, by returning another response.
   */
  public static HttpResponse webSocket(WebSocketOptions options, WebSocketHandler handler) {
    return new HttpResponse(101, Headers.empty(), new ResponseBody.WebSocket(options, handler));
  }

  /** The same answer with the field {@code name} having this one value. */
  public HttpResponse withHeader(String name, String value) {
    return new HttpResponse(status, headers.with(name, value), body);
  }

  public int status() {
    return status;
  }

  public Headers headers() {
    return headers;
  }

  public ResponseBody body() {
    return body;
  }

  /**
   * The body as text, for tests.
   *
   * @throws IllegalStateException when the body is not in memory
   */
  public String bodyText() {
    if (body instanceof ResponseBody.Bytes whole) {
      return new String(whole.bytes(), StandardCharsets.UTF_8);
    }
    throw new IllegalStateException("the body is not in memory");
  }

  @Override
  public String toString() {
    return "HTTP " + status;
  }
}
