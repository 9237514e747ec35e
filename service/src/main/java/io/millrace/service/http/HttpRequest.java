package io.millrace.service.http;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request with its whole body. Immutable but for its {@link #cancellation()}.
 *
 * <p>Parameters are those of the query string; for POST, PUT and PATCH with {@code
 * application/x-www-form-urlencoded} those of the body come first, as in Go's {@code ParseForm}.
 */
public final class HttpRequest {
  private final Method method;
  private final String rawTarget;
  private final Map<String, String> pathParams;
  private final Params params;
  private final Headers headers;
  private final byte[] body;
  private final int wireBodyBytes;
  private final InetSocketAddress remoteAddress;
  private final String id;
  private final long deadlineNanos;
  private final Cancellation cancellation;

  private HttpRequest(HttpRequest other, Headers headers) {
    this.method = other.method;
    this.rawTarget = other.rawTarget;
    this.pathParams = other.pathParams;
    this.params = other.params;
    this.headers = headers;
    this.body = other.body;
    this.wireBodyBytes = other.wireBodyBytes;
    this.remoteAddress = other.remoteAddress;
    this.id = other.id;
    this.deadlineNanos = other.deadlineNanos;
    this.cancellation = other.cancellation;
  }

  private HttpRequest(Builder builder) {
    this.method = builder.method;
    this.rawTarget = builder.rawTarget;
    this.pathParams = Map.copyOf(builder.pathParams);
    this.headers = Headers.of(builder.headers);
    this.body = builder.body;
    this.wireBodyBytes = builder.wireBodyBytes < 0 ? body.length : builder.wireBodyBytes;
    this.remoteAddress = builder.remoteAddress;
    this.id = builder.id;
    this.deadlineNanos = builder.deadlineNanos;
    this.cancellation = builder.cancellation;
    this.params = parseParams();
  }

  /**
   * Starts a request without a server, for tests of handlers and for internal calls.
   *
   * @param rawTarget path and query string, percent-encoded
   */
  public static Builder builder(Method method, String rawTarget) {
    return new Builder(method, rawTarget);
  }

  public Method method() {
    return method;
  }

  /** The path, percent-decoded, without the query string. */
  public String path() {
    return UrlCodec.decodePath(rawPath());
  }

  /** The path as sent, without the query string. */
  public String rawPath() {
    int mark = rawTarget.indexOf('?');
    return mark < 0 ? rawTarget : rawTarget.substring(0, mark);
  }

  /** The query string as sent, without its question mark; empty when there is none. */
  public String rawQuery() {
    int mark = rawTarget.indexOf('?');
    return mark < 0 ? "" : rawTarget.substring(mark + 1);
  }

  /**
   * The value that the path template's {@code {name}} took, percent-decoded.
   *
   * @throws IllegalArgumentException when the template has no such parameter
   */
  public String pathParam(String name) {
    String value = pathParams.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route of " + rawPath() + " has no {" + name + "}");
    }
    return value;
  }

  /** The merged parameters of form body and query string. */
  public Params params() {
    return params;
  }

  /** The first value of a parameter, or null when it was not given. */
  public @Nullable String param(String name) {
    return params.get(name);
  }

  public Headers headers() {
    return headers;
  }

  /** The first value of a header field, or null when there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The same request with the header field {@code name} having this one value. */
  public HttpRequest withHeader(String name, String value) {
    return new HttpRequest(this, headers.with(name, value));
  }

  /** The media type without parameters, in lower case; empty when there is no Content-Type. */
  public String mediaType() {
    String type = headers.get("Content-Type");
    return type == null ? "" : MediaTypes.base(type);
  }

  /**
   * The body, decoded from gzip or deflate; of an encoding that the route passes through, as sent.
   *
   * @return the array itself, not a copy: the handler owns it
   */
  public byte[] body() {
    return body;
  }

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Bytes of the body on the wire, before decompression. */
  public int wireBodyBytes() {
    return wireBodyBytes;
  }

  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Names this request in logs; unique within the process. */
  public String id() {
    return id;
  }

  /**
   * The time left until the route's timeout, zero when it has passed, or null when the route has
   * none.
   */
  public @Nullable Duration timeLeft() {
    return deadlineNanos == Long.MAX_VALUE
        ? null
        : Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  public Cancellation cancellation() {
    return cancellation;
  }

  public boolean isCancelled() {
    return cancellation.isCancelled();
  }

  /** As {@link Cancellation#onCancel}. */
  public void onCancel(Runnable callback) {
    cancellation.onCancel(callback);
  }

  @Override
  public String toString() {
    return method + " " + rawPath();
  }

  private Params parseParams() {
    Params.Builder merged = Params.builder();
    boolean hasForm = method == Method.POST || method == Method.PUT || method == Method.PATCH;
    if (hasForm && mediaType().equals("application/x-www-form-urlencoded")) {
      UrlCodec.parseForm(bodyText(), merged);
    }
    UrlCodec.parseForm(rawQuery(), merged);
    return merged.build();
  }

  /** Collects the parts of a request; not safe for concurrent use. */
  public static final class Builder {
    private final Method method;
    private final String rawTarget;
    private final Map<String, String> pathParams = new TreeMap<>();
    private final List<String> headers = new ArrayList<>();
    private byte[] body = {};
    private int wireBodyBytes = -1;
    private InetSocketAddress remoteAddress = new InetSocketAddress(0);
    private String id = "-";
    private long deadlineNanos = Long.MAX_VALUE;
    private Cancellation cancellation = new Cancellation();

    private Builder(Method method, String rawTarget) {
      this.method = method;
      this.rawTarget = rawTarget;
    }

    public Builder pathParam(String name, String decodedValue) {
      pathParams.put(name, decodedValue);
      return this;
    }

    public Builder pathParams(Map<String, String> decoded) {
      pathParams.putAll(decoded);
      return this;
    }

    public Builder header(String name, String value) {
      headers.add(name);
      headers.add(value);
      return this;
    }

    public Builder body(byte[] decodedBody) {
      body = decodedBody;
      return this;
    }

    public Builder body(String text) {
      return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public Builder wireBodyBytes(int bytes) {
      wireBodyBytes = bytes;
      return this;
    }

    public Builder remoteAddress(InetSocketAddress address) {
      remoteAddress = address;
      return this;
    }

    public Builder id(String newId) {
      id = newId;
      return this;
    }

    /** Sets the deadline on {@link System#nanoTime()}'s scale. */
    public Builder deadlineNanos(long nanoTime) {
      deadlineNanos = nanoTime;
      return this;
    }

    public Builder cancellation(Cancellation newCancellation) {
      cancellation = newCancellation;
      return this;
    }

    /**
     * The request.
     *
     * @throws HttpException 400 when the query string or form body cannot be decoded
     */
    public HttpRequest build() {
      return new HttpRequest(this);
    }
  }
}
