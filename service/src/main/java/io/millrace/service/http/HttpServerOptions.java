package io.millrace.service.http;

import io.millrace.service.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens. Immutable.
 *
 * @param listenAddress host name or address; empty for all addresses
 * @param port 0 for any free one
 * @param pathPrefix put in front of every route, empty or like {@code /logs}
 * @param maxConnections connections at a time, 0 for no limit; one more is closed at once
 * @param maxRequestLineBytes cap for method, target and version; more is answered by 414
 * @param maxHeaderBytes cap for all header fields together; more is answered by 431
 * @param readTimeout for a request to arrive whole, from its first byte
 * @param writeTimeout for a client to take the next 64 KiB of its answer
 * @param idleTimeout for a connection without a request
 * @param tls null for plain text
 */
public record HttpServerOptions(
    String listenAddress,
    int port,
    String pathPrefix,
    int maxConnections,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    Duration readTimeout,
    Duration writeTimeout,
    Duration idleTimeout,
    @Nullable TlsFiles tls) {
  private static final int KIB = 1 << 10;

  public HttpServerOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    pathPrefix = normalPrefix(pathPrefix);
  }

  /** Loki's timeouts, 128 KiB for the request line and 64 KiB for the header fields. */
  public static HttpServerOptions listeningOn(String listenAddress, int port) {
    return new HttpServerOptions(
        listenAddress,
        port,
        "",
        0,
        128 * KIB,
        64 * KIB,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        null);
  }

  /** What the {@code server} section says. */
  public static HttpServerOptions from(ServerConfig config) {
    ServerConfig.Tls tls = config.httpTls();
    return listeningOn(config.httpListenAddress(), config.httpListenPort())
        .withPathPrefix(config.httpPathPrefix())
        .withMaxConnections(config.httpListenConnLimit())
        .withTimeouts(
            config.httpServerReadTimeout(),
            config.httpServerWriteTimeout(),
            config.httpServerIdleTimeout())
        .withTls(tls == null ? null : tlsFiles(tls));
  }

  private static TlsFiles tlsFiles(ServerConfig.Tls tls) {
    Path clientCa = tls.clientCaFile().isEmpty() ? null : Path.of(tls.clientCaFile());
    return new TlsFiles(
        Path.of(tls.certFile()), Path.of(tls.keyFile()), clientCa, tls.clientCertRequired());
  }

  public HttpServerOptions withPathPrefix(String prefix) {
    return new HttpServerOptions(
        listenAddress,
        port,
        prefix,
        maxConnections,
        maxRequestLineBytes,
        maxHeaderBytes,
        readTimeout,
        writeTimeout,
        idleTimeout,
        tls);
  }

  public HttpServerOptions withMaxConnections(int connections) {
    return new HttpServerOptions(
        listenAddress,
        port,
        pathPrefix,
        connections,
        maxRequestLineBytes,
        maxHeaderBytes,
        readTimeout,
        writeTimeout,
        idleTimeout,
        tls);
  }

  public HttpServerOptions withTimeouts(Duration read, Duration write, Duration idle) {
    return new HttpServerOptions(
        listenAddress,
        port,
        pathPrefix,
        maxConnections,
        maxRequestLineBytes,
        maxHeaderBytes,
        read,
        write,
        idle,
        tls);
  }

  public HttpServerOptions withTls(@Nullable TlsFiles files) {
    return new HttpServerOptions(
        listenAddress,
        port,
        pathPrefix,
        maxConnections,
        maxRequestLineBytes,
        maxHeaderBytes,
        readTimeout,
        writeTimeout,
        idleTimeout,
        files);
  }

  private static String normalPrefix(String prefix) {
    String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return trimmed.isEmpty() || trimmed.startsWith("/") ? trimmed : "/" + trimmed;
  }
}
