package io.millrace.service.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: collects a request, hands it to a virtual thread, goes on when it is answered.
 *
 * <p>While a request runs the connection keeps reading, so that it notices when the client goes
 * away; what is read waits in a backlog, and past 64 KiB of it reading stops. All state belongs to
 * the event loop, save where a method says otherwise.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  static final String HANDLER_NAME = "connection";

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
  private static final int MAX_BACKLOG_BYTES = 64 << 10;

  /** Rough memory of a head or an empty part, so that many tiny ones count too. */
  private static final int BACKLOG_ITEM_BYTES = 256;

  /** How long a refused client may go on sending before it is cut off with its answer unread. */
  private static final long LINGER_MILLIS = 2_000;

  /** How long a cancelled handler has to answer before its connection is cut at shutdown. */
  private static final long ABORT_MILLIS = 500;

  private final SocketChannel channel;
  private final ConnectionTimer timer;
  private final Connections connections;
  private final RequestRunner runner;
  private final boolean isTls;
  private final Queue<HttpObject> backlog = new ArrayDeque<>();

  private int backlogBytes;
  private @Nullable Incoming incoming;
  private @Nullable Exchange running;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable NettyWebSocket webSocket;

  /** The refused request has no body: what is left of it is its end marker. */
  private boolean skipping;

  /** The last answer is written: what still comes is thrown away until the close. */
  private boolean discarding;

  private boolean inputClosed;
  private volatile boolean draining;

  HttpConnection(
      SocketChannel channel,
      ConnectionTimer timer,
      Connections connections,
      RequestRunner runner,
      boolean isTls) {
    this.channel = channel;
    this.timer = timer;
    this.connections = connections;
    this.runner = runner;
    this.isTls = isTls;
  }

  /** A request whose body is still coming. */
  private record Incoming(
      HttpRequest head, Routes.Match.Found match, BodyBuffer body, long startNanos) {}

  Channel channel() {
    return channel;
  }

  InetSocketAddress remoteAddress() {
    InetSocketAddress address = channel.remoteAddress();
    return address == null ? new InetSocketAddress(0) : address;
  }

  /** Closes the connection, whatever runs on it. Any thread. */
  void cut() {
    ChannelOps.close(channel);
  }

  /** Whether this connection shall end with its running request. Any thread. */
  boolean isDraining() {
    return draining;
  }

  // Events of the channel.

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!connections.add(this)) {
      ChannelOps.close(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connections.remove(this);
    inputClosed = true;
    cancelRunning(Cancellation.Cause.CLIENT_GONE);
    if (webSocket != null) {
      webSocket.closed();
    }
    while (!backlog.isEmpty()) {
      ReferenceCountUtil.release(backlog.poll());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case WebSocketFrame frame when webSocket != null -> webSocket.receive(frame);
      case HttpObject part when running != null -> delay(part);
      case HttpObject part -> accept(part);
      default -> ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case ChannelInputShutdownEvent _ -> clientClosed();
      case ConnectionTimer.Phase _ when incoming != null ->
          refuse(
              incoming.head(),
              Refusal.of(408, "the request did not arrive within the read timeout\n"));
      case ConnectionTimer.Phase _ -> ChannelOps.close(channel);
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (webSocket != null && cause instanceof CorruptedWebSocketFrameException corrupted) {
      webSocket.close(corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
      return;
    }
    if (webSocket != null && cause instanceof TooLongFrameException) {
      webSocket.close(1009, "message too long");
      return;
    }
    log.atDebug()
        .addKeyValue("remote", channel.remoteAddress())
        .setCause(cause)
        .log(cause instanceof IOException ? "connection lost" : "connection failed");
    ChannelOps.close(channel);
  }

  private void clientClosed() {
    inputClosed = true;
    cancelRunning(Cancellation.Cause.CLIENT_GONE);
    if (running == null || webSocket != null) {
      ChannelOps.close(channel);
    }
  }

  private void cancelRunning(Cancellation.Cause cause) {
    if (running != null) {
      running.cancellation().cancel(cause);
    }
  }

  // Reading a request.

  private void delay(HttpObject part) {
    backlog.add(part);
    backlogBytes += BACKLOG_ITEM_BYTES;
    if (part instanceof HttpContent content) {
      backlogBytes += content.content().readableBytes();
    }
    if (backlogBytes > MAX_BACKLOG_BYTES) {
      channel.config().setAutoRead(false);
    }
  }

  private void accept(HttpObject part) {
    try {
      if (part instanceof HttpRequest head && !discarding) {
        begin(head);
      }
      if (part instanceof HttpContent content && !discarding) {
        take(content);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(HttpRequest head) {
    timer.enter(ConnectionTimer.Phase.READING);
    if (head.decoderResult().isFailure()) {
      refuse(head, Refusal.malformed(head.decoderResult().cause()));
      return;
    }
    Routes.Match match;
    try {
      match = runner.match(head.method().name(), head.uri());
    } catch (HttpException e) {
      refuse(head, Refusal.of(e.status(), e.getMessage()));
      return;
    }
    switch (match) {
      case Routes.Match.NotFound() -> refuse(head, Refusal.notFound());
      case Routes.Match.WrongMethod(String allow) -> refuse(head, Refusal.wrongMethod(allow));
      case Routes.Match.Found found -> begin(head, found);
    }
  }

  private void begin(HttpRequest head, Routes.Match.Found found) {
    int cap = found.entry().route().options().maxBodyBytes();
    long announced = HttpUtil.getContentLength(head, -1L);
    if (announced > cap) {
      refuse(head, Refusal.tooLarge(cap));
      return;
    }
    if (HttpUtil.is100ContinueExpected(head)) {
      ChannelOps.send(
          channel,
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    incoming = new Incoming(head, found, new BodyBuffer(cap, announced), System.nanoTime());
  }

  private void take(HttpContent content) {
    boolean isLast = content instanceof LastHttpContent;
    if (skipping) {
      skipping = !isLast;
      if (isLast) {
        timer.enter(ConnectionTimer.Phase.IDLE);
        closeIfDone();
      }
      return;
    }
    Incoming request = incoming;
    if (request == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      refuse(request.head(), Refusal.of(400, "malformed request body\n"));
    } else if (!request.body().append(content.content())) {
      int cap = request.match().entry().route().options().maxBodyBytes();
      refuse(request.head(), Refusal.tooLarge(cap));
    } else if (isLast) {
      dispatch(request);
    }
  }

  private void dispatch(Incoming request) {
    incoming = null;
    timer.enter(ConnectionTimer.Phase.ANSWERING);
    Cancellation cancellation = new Cancellation();
    long timeoutNanos = request.match().entry().route().options().timeout().toNanos();
    long deadlineNanos = Long.MAX_VALUE;
    if (timeoutNanos > 0) {
      deadlineNanos = System.nanoTime() + timeoutNanos;
      deadline =
          channel
              .eventLoop()
              .schedule(
                  () -> cancellation.cancel(Cancellation.Cause.DEADLINE),
                  timeoutNanos,
                  TimeUnit.NANOSECONDS);
    }
    Exchange exchange =
        new Exchange(
            this,
            request.head(),
            request.match(),
            request.body(),
            cancellation,
            request.startNanos(),
            deadlineNanos);
    running = exchange;
    if (inputClosed) {
      cancellation.cancel(Cancellation.Cause.CLIENT_GONE);
    }
    runner.start(exchange);
  }

  // Refusing without a handler.

  /** Answers at once; the connection lives on when the request had no body to wait for. */
  private void refuse(HttpRequest head, FullHttpResponse response) {
    long startNanos = incoming == null ? System.nanoTime() : incoming.startNanos();
    String route = incoming == null ? "other" : incoming.match().entry().metricName();
    incoming = null;
    runner.refused(head, route, response.status().code(), System.nanoTime() - startNanos);
    boolean keepAlive =
        !draining
            && head.decoderResult().isSuccess()
            && HttpUtil.isKeepAlive(head)
            && !HttpUtil.isTransferEncodingChunked(head)
            && HttpUtil.getContentLength(head, 0L) == 0;
    HttpUtil.setKeepAlive(response, keepAlive);
    ChannelFuture written = channel.writeAndFlush(response);
    if (keepAlive) {
      skipping = true;
    } else {
      linger(written);
    }
  }

  /**
   * Closes without losing the answer: a close with unread input makes the kernel reset the
   * connection, and the client would see that instead. So the output ends first, and input is
   * thrown away for a while.
   */
  private void linger(ChannelFuture lastWrite) {
    discarding = true;
    timer.enter(ConnectionTimer.Phase.ANSWERING);
    channel.config().setAutoRead(true);
    if (inputClosed) {
      lastWrite.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (!isTls) {
      lastWrite.addListener(
          _ -> {
            ChannelFuture _ = channel.shutdownOutput();
          });
    }
    ChannelOps.closeLater(channel, LINGER_MILLIS);
  }

  // After an answer, and at shutdown.

  /** Goes on after the running request has been answered. Any thread. */
  void finished(boolean keepAlive) {
    onEventLoop(() -> answered(keepAlive));
  }

  private void answered(boolean keepAlive) {
    running = null;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    if (!keepAlive) {
      ChannelOps.close(channel);
      return;
    }
    timer.enter(ConnectionTimer.Phase.IDLE);
    while (running == null && !backlog.isEmpty()) {
      accept(backlog.remove());
    }
    if (backlog.isEmpty()) {
      backlogBytes = 0;
      channel.config().setAutoRead(true);
    }
    closeIfDone();
  }

  private void closeIfDone() {
    boolean isBusy = running != null || incoming != null || discarding;
    if (!isBusy && (inputClosed || draining)) {
      ChannelOps.close(channel);
    }
  }

  /** Ends the connection once nothing runs on it. Any thread. */
  void drain() {
    onEventLoop(
        () -> {
          draining = true;
          if (webSocket != null) {
            webSocket.close(1001, "the server is shutting down");
          }
          closeIfDone();
        });
  }

  /** Cancels what runs and cuts the connection soon after. Any thread. */
  void abort() {
    onEventLoop(
        () -> {
          cancelRunning(Cancellation.Cause.SHUTDOWN);
          long millis = running == null ? 0 : ABORT_MILLIS;
          ChannelOps.closeLater(channel, millis);
        });
  }

  /** From here on frames go to {@code session}. Event loop only. */
  void upgraded(NettyWebSocket session) {
    webSocket = session;
    if (draining) {
      session.close(1001, "the server is shutting down");
    }
  }

  private void onEventLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The server has closed everything, this connection included.
      log.atDebug().setCause(e).log("connection already closed");
    }
  }
}
