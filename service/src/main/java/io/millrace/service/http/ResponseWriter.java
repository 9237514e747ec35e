package io.millrace.service.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of one request from its virtual thread.
 *
 * <p>At most one piece of 64 KiB is on its way while the next is made: before it writes a piece,
 * the writer waits until the kernel has taken the one before. A client that does not take a piece
 * within the write timeout is cut off.
 */
final class ResponseWriter {
  static final int PIECE_BYTES = 64 << 10;

  /** Below this, a gzipped answer saves less than it costs. */
  private static final int MIN_COMPRESS_BYTES = 1 << 10;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private final Exchange exchange;
  private final Channel channel;
  private final long timeoutMillis;
  private final boolean isHead;
  private @Nullable ChannelFuture pending;
  private boolean keepAlive;
  private boolean started;
  private boolean clientGone;

  ResponseWriter(Exchange exchange, Duration writeTimeout, boolean keepAlive) {
    this.exchange = exchange;
    this.channel = exchange.connection().channel();
    this.timeoutMillis = writeTimeout.toMillis();
    this.isHead = exchange.match().method() == Method.HEAD;
    this.keepAlive = keepAlive;
  }

  /** Whether the connection can take another request: the answer is complete and allows it. */
  boolean keepsAlive() {
    return keepAlive && started && !clientGone;
  }

  /** Whether bytes of an answer are on their way, so that no other answer can be sent. */
  boolean isStarted() {
    return started;
  }

  boolean isClientGone() {
    return clientGone;
  }

  void endConnection() {
    keepAlive = false;
  }

  /** Writes the whole answer and waits until the kernel has it. */
  void write(HttpResponse response) throws IOException {
    boolean wasKeepAlive = keepAlive;
    keepAlive = false;
    switch (response.body()) {
      case ResponseBody.Bytes whole -> writeBytes(response, whole.bytes(), wasKeepAlive);
      case ResponseBody.Streamed(BodyWriter writer) -> writeStream(response, writer, wasKeepAlive);
      case ResponseBody.WebSocket _ -> throw new IllegalArgumentException("an upgrade");
    }
    await();
    keepAlive = wasKeepAlive && !clientGone && !mustClose(response);
  }

  /** HTTP/1.0 has no chunks: there the end of a stream is the end of the connection. */
  private boolean mustClose(HttpResponse response) {
    return response.body() instanceof ResponseBody.Streamed && !isHttp11() && !isHead;
  }

  private boolean isHttp11() {
    return exchange.head().protocolVersion().isKeepAliveDefault();
  }

  private void writeBytes(HttpResponse response, byte[] plain, boolean keep) throws IOException {
    boolean gzip = plain.length >= MIN_COMPRESS_BYTES && acceptsGzip(response);
    byte[] bytes = gzip ? gzip(plain) : plain;
    DefaultHttpResponse head;
    if (isHead || bytes.length <= PIECE_BYTES) {
      ByteBuf content = isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
      head = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(response), content);
    } else {
      head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response));
    }
    setHeaders(head, response, gzip, keep);
    if (hasBody(response.status())) {
      head.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    }
    send(head);
    if (!(head instanceof DefaultFullHttpResponse)) {
      for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
        int length = Math.min(PIECE_BYTES, bytes.length - at);
        send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, at, length)));
      }
      send(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private void writeStream(HttpResponse response, BodyWriter writer, boolean keep)
      throws IOException {
    boolean gzip = acceptsGzip(response);
    DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response));
    setHeaders(head, response, gzip, keep && !mustClose(response));
    if (isHttp11()) {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    if (isHead) {
      send(head);
      send(LastHttpContent.EMPTY_LAST_CONTENT);
      return;
    }
    ChunkedOutput chunks = new ChunkedOutput(this, head);
    if (gzip) {
      GZIPOutputStream zip = new GZIPOutputStream(chunks, 4 << 10, true);
      writer.writeTo(zip);
      zip.finish();
    } else {
      writer.writeTo(chunks);
    }
    chunks.end();
  }

  /** Sends the next part once the kernel has taken the one before. */
  void send(HttpObject part) throws IOException {
    try {
      await();
    } catch (IOException e) {
      ReferenceCountUtil.release(part);
      throw e;
    }
    started = true;
    pending = channel.writeAndFlush(part);
  }

  private void await() throws IOException {
    ChannelFuture last = pending;
    if (last == null) {
      return;
    }
    pending = null;
    if (!last.awaitUninterruptibly(timeoutMillis)) {
      clientGone = true;
      exchange.connection().cut();
      throw new IOException("the client took nothing for " + timeoutMillis + " ms");
    }
    if (!last.isSuccess()) {
      clientGone = true;
      throw new IOException("the client went away: " + last.cause().getMessage(), last.cause());
    }
  }

  private static HttpResponseStatus status(HttpResponse response) {
    return HttpResponseStatus.valueOf(response.status());
  }

  private static boolean hasBody(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  private void setHeaders(HttpMessage head, HttpResponse response, boolean gzip, boolean keep) {
    response.headers().forEach((name, value) -> head.headers().add(name, value));
    head.headers().set(HttpHeaderNames.DATE, HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    if (gzip) {
      head.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
      head.headers().add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    }
    if (!keep) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!isHttp11()) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private boolean acceptsGzip(HttpResponse response) {
    String type = response.headers().get("Content-Type");
    return exchange.match().entry().route().options().compress()
        && hasBody(response.status())
        && type != null
        && MediaTypes.isCompressible(type)
        && !response.headers().has("Content-Encoding")
        && AcceptEncoding.allowsGzip(
            exchange.head().headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
    try (OutputStream zip = new GZIPOutputStream(out, 4 << 10)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }
}
