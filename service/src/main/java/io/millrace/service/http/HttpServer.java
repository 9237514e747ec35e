package io.millrace.service.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening HTTP/1.1 server. Safe for use by any thread. */
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_CHUNK_BYTES = 64 << 10;

  /** Heads that one read of 64 KiB can hold, at 16 bytes each; reading stops before the next. */
  private static final int MAX_PIPELINED = 4096;

  private static final int BACKLOG = 1024;
  private static final Duration FORCED_CLOSE = Duration.ofSeconds(2);

  private final Transport transport;
  private final Channel listener;
  private final Connections connections;
  private final RequestRunner runner;

  private HttpServer(
      Transport transport, Channel listener, Connections connections, RequestRunner runner) {
    this.transport = transport;
    this.listener = listener;
    this.connections = connections;
    this.runner = runner;
  }

  /**
   * Listens and serves.
   *
   * @throws IOException when the address cannot be listened on or the TLS files cannot be read; the
   *     message names the address and the reason and is fit to be shown to the operator
   */
  public static HttpServer start(HttpServerOptions options, Routes routes, HttpMetrics metrics)
      throws IOException {
    TlsContexts tls = options.tls() == null ? null : TlsContexts.open(options.tls(), metrics);
    Connections connections = new Connections(options.maxConnections(), metrics);
    RequestRunner runner = new RequestRunner(routes, options, metrics);
    Transport transport = Transport.open(Runtime.getRuntime().availableProcessors());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.group())
            .channel(transport.channelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new Pipeline(options, tls, connections, runner));
    InetSocketAddress address =
        options.listenAddress().isEmpty()
            ? new InetSocketAddress(options.port())
            : new InetSocketAddress(options.listenAddress(), options.port());
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      throw new IOException(bindMessage(options, bound.cause()), bound.cause());
    }
    log.atInfo()
        .addKeyValue("addr", bound.channel().localAddress())
        .addKeyValue("transport", transport.name())
        .addKeyValue("tls", tls != null)
        .log("HTTP server listening");
    return new HttpServer(transport, bound.channel(), connections, runner);
  }

  /** Where it listens, with the real port when 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The real port. */
  public int port() {
    return address().getPort();
  }

  /** Requests that run now. */
  public int inFlight() {
    return runner.running();
  }

  /**
   * Drains and closes: no new connections, idle ones are closed, WebSockets are told 1001, running
   * requests end. Those that have not after {@code grace} are cancelled and their connections cut.
   */
  public void close(Duration grace) throws InterruptedException {
    listener.close().await();
    connections.drain();
    if (!connections.awaitNone(grace)) {
      log.atWarn()
          .addKeyValue("grace", grace)
          .addKeyValue("connections", connections.snapshot().size())
          .log("requests still running after the grace period are cancelled");
      connections.snapshot().forEach(HttpConnection::abort);
      connections.awaitNone(FORCED_CLOSE);
    }
    transport.group().shutdownGracefully(0, FORCED_CLOSE.toMillis(), TimeUnit.MILLISECONDS).await();
  }

  private static String bindMessage(HttpServerOptions options, Throwable cause) {
    String host = options.listenAddress().isEmpty() ? "*" : options.listenAddress();
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return "cannot listen on "
        + host
        + ":"
        + options.port()
        + " (http_listen_address,"
        + " http_listen_port): "
        + reason;
  }

  /** Builds the handlers of an accepted connection. */
  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final HttpServerOptions options;
    private final @Nullable TlsContexts tls;
    private final Connections connections;
    private final RequestRunner runner;

    Pipeline(
        HttpServerOptions options,
        @Nullable TlsContexts tls,
        Connections connections,
        RequestRunner runner) {
      this.options = options;
      this.tls = tls;
      this.connections = connections;
      this.runner = runner;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      ConnectionTimer timer = new ConnectionTimer(options);
      HttpDecoderConfig limits =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(options.maxRequestLineBytes())
              .setMaxHeaderSize(options.maxHeaderBytes())
              .setMaxChunkSize(MAX_CHUNK_BYTES);
      channel.pipeline().addLast(timer);
      if (tls != null) {
        channel.pipeline().addLast(tls.current().newHandler(channel.alloc()));
      }
      channel
          .pipeline()
          .addLast(new HttpServerCodec(limits, MAX_PIPELINED))
          .addLast(
              HttpConnection.HANDLER_NAME,
              new HttpConnection(channel, timer, connections, runner, tls != null));
    }
  }
}
