package io.millrace.service.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket on a connection that used to speak HTTP. */
final class NettyWebSocket implements WebSocketSession {
  private static final Logger log = LoggerFactory.getLogger(NettyWebSocket.class);

  /** How long the other side may take to answer our close. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** A close frame's payload has 125 bytes at most, two of them the code. */
  private static final int MAX_REASON_BYTES = 123;

  private final Channel channel;
  private final Cancellation cancellation;
  private final Semaphore room;
  private final long writeTimeoutMillis;
  private final AtomicBoolean pingWaits = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Cancellation ended = new Cancellation();
  private volatile Consumer<String> consumer = _ -> {};

  private NettyWebSocket(Exchange exchange, WebSocketOptions options, Duration writeTimeout) {
    this.channel = exchange.connection().channel();
    this.cancellation = exchange.cancellation();
    this.room = new Semaphore(options.maxPendingFrames());
    this.writeTimeoutMillis = writeTimeout.toMillis();
  }

  /** Whether a request asks for the one version there is. */
  static boolean isUpgrade(HttpRequest head) {
    return head.method().equals(HttpMethod.GET)
        && head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        && "13".equals(head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
  }

  /** Answers the handshake and waits until it is sent. Not on an event loop. */
  static NettyWebSocket open(Exchange exchange, WebSocketOptions options, Duration writeTimeout)
      throws IOException {
    NettyWebSocket session = new NettyWebSocket(exchange, options, writeTimeout);
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("", null, false, options.maxMessageBytes())
            .newHandshaker(exchange.head());
    if (handshaker == null) {
      throw new IOException("no such WebSocket version");
    }
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            exchange.head().protocolVersion(),
            exchange.head().method(),
            exchange.head().uri(),
            Unpooled.EMPTY_BUFFER,
            exchange.head().headers(),
            new DefaultHttpHeaders());
    ChannelPromise done = session.channel.newPromise();
    // On the event loop, so that no frame can arrive before the pipeline understands frames.
    session
        .channel
        .eventLoop()
        .execute(
            () -> {
              handshaker
                  .handshake(session.channel, request, null, done)
                  .addListener(_ -> session.install(exchange.connection(), options));
            });
    if (!done.awaitUninterruptibly(session.writeTimeoutMillis) || !done.isSuccess()) {
      ChannelOps.close(session.channel);
      throw new IOException("WebSocket handshake failed", done.cause());
    }
    return session;
  }

  private void install(HttpConnection connection, WebSocketOptions options) {
    if (channel.isActive()) {
      channel
          .pipeline()
          .addBefore(HttpConnection.HANDLER_NAME, null, new Utf8FrameValidator())
          .addBefore(
              HttpConnection.HANDLER_NAME,
              null,
              new WebSocketFrameAggregator(options.maxMessageBytes()));
      connection.upgraded(this);
    } else {
      closed();
    }
  }

  /** Runs the handler, then ends the session as its result asks. */
  void run(WebSocketHandler handler, String id) {
    try {
      handler.run(this);
      close(1000, "");
    } catch (Exception e) {
      if (isOpen()) {
        log.atWarn().addKeyValue("request_id", id).setCause(e).log("WebSocket handler failed");
      }
      close(1011, e.getMessage() == null ? e.toString() : e.getMessage());
    }
    try {
      awaitClosed(CLOSE_TIMEOUT.plusMillis(writeTimeoutMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean offer(String text) {
    if (!isOpen() || !room.tryAcquire()) {
      return false;
    }
    write(text);
    return true;
  }

  @Override
  public boolean hasRoom() {
    return isOpen() && room.availablePermits() > 0;
  }

  @Override
  public void send(String text) throws IOException, InterruptedException {
    if (!room.tryAcquire(writeTimeoutMillis, TimeUnit.MILLISECONDS)) {
      ChannelOps.close(channel);
      throw new IOException("the reader took nothing for " + writeTimeoutMillis + " ms");
    }
    if (!isOpen()) {
      room.release();
      throw new IOException("the WebSocket is closed");
    }
    write(text);
  }

  private void write(String text) {
    channel.writeAndFlush(new TextWebSocketFrame(text)).addListener(_ -> room.release());
  }

  @Override
  public void ping() {
    if (isOpen() && pingWaits.compareAndSet(false, true)) {
      channel.writeAndFlush(new PingWebSocketFrame()).addListener(_ -> pingWaits.set(false));
    }
  }

  @Override
  public void close(int code, String reason) {
    if (closing.compareAndSet(false, true)) {
      ChannelOps.send(channel, new CloseWebSocketFrame(code, cut(reason)));
      ChannelOps.closeLater(channel, CLOSE_TIMEOUT.toMillis());
    }
  }

  @Override
  public boolean isOpen() {
    return !closing.get() && channel.isActive();
  }

  @Override
  public boolean awaitClosed(Duration timeout) throws InterruptedException {
    return closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void onMessage(Consumer<String> newConsumer) {
    consumer = newConsumer;
  }

  @Override
  public void onClose(Runnable callback) {
    ended.onCancel(callback);
  }

  /** Takes a frame and releases it. Event loop only. */
  void receive(WebSocketFrame frame) {
    try {
      switch (frame) {
        case TextWebSocketFrame text -> consumer.accept(text.text());
        case PingWebSocketFrame ping -> {
          if (isOpen()) {
            ChannelOps.send(channel, new PongWebSocketFrame(ping.content().retain()));
          }
        }
        case PongWebSocketFrame _ -> {}
        case CloseWebSocketFrame close -> closeAnswered(close);
        default -> close(1003, "text messages only");
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  /** Echoes the close before the handler hears of it, so that its own close cannot overtake. */
  private void closeAnswered(CloseWebSocketFrame frame) {
    if (closing.compareAndSet(false, true)) {
      int code = frame.statusCode();
      CloseWebSocketFrame echo =
          code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
      channel.writeAndFlush(echo).addListener(_ -> ChannelOps.close(channel));
    } else {
      ChannelOps.close(channel);
    }
    ended();
  }

  /** The connection is gone. Event loop only. */
  void closed() {
    closing.set(true);
    ended();
  }

  private void ended() {
    closed.countDown();
    cancellation.cancel(Cancellation.Cause.CLIENT_GONE);
    ended.cancel(Cancellation.Cause.CLIENT_GONE);
  }

  private static String cut(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_REASON_BYTES) {
      return reason;
    }
    int end = MAX_REASON_BYTES;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
