package io.millrace.agent.syslog;

import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.input.Feed;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sender's connection. Its thread reads nothing while the delivery is full. */
final class Connection {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Socket accepted;
  private final @Nullable SSLContext tls;
  private final SyslogSource source;
  private final Feed feed;
  private final MessageHandler handler;
  private final Peers peers;
  private final Consumer<Connection> ended;
  private final Thread thread;
  private boolean hasWarned;

  Connection(
      Socket accepted,
      @Nullable SSLContext tls,
      SyslogSource source,
      Feed feed,
      MessageHandler handler,
      Peers peers,
      Consumer<Connection> ended) {
    this.accepted = accepted;
    this.tls = tls;
    this.source = source;
    this.feed = feed;
    this.handler = handler;
    this.peers = peers;
    this.ended = ended;
    this.thread = Thread.ofVirtual().name("syslog-connection").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Reads nothing any more when this returns. */
  void stop() throws InterruptedException {
    close();
    thread.interrupt();
    thread.join();
  }

  private void close() {
    try {
      accepted.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("connection not closed");
    }
  }

  private void run() {
    try (feed;
        Socket socket = secured()) {
      read(socket);
    } catch (SyslogException e) {
      handler.metrics().parsingErrors.inc();
      warn("connection closed: " + e.getMessage());
    } catch (IOException e) {
      // Senders come and go; a handshake that fails is theirs to see.
      log.atDebug().addKeyValue("peer", peer()).log("connection ended: " + e);
    } catch (InterruptedException ignored) {
      // Stopped.
    } finally {
      close();
      ended.accept(this);
    }
  }

  private String peer() {
    return String.valueOf(accepted.getRemoteSocketAddress());
  }

  private Socket secured() throws IOException {
    if (tls == null) {
      return accepted;
    }
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(
                    accepted, accepted.getInetAddress().getHostAddress(), accepted.getPort(), true);
    socket.setUseClientMode(false);
    TlsSettings settings = source.tls();
    socket.setNeedClientAuth(settings != null && settings.caFile() != null);
    socket.setSoTimeout(HANDSHAKE_MILLIS);
    socket.startHandshake();
    return socket;
  }

  private void read(Socket socket) throws IOException, SyslogException, InterruptedException {
    Labels labels = peers.labels(accepted.getInetAddress());
    int idleMillis = (int) Math.min(source.idleTimeout().toMillis(), Integer.MAX_VALUE);
    FrameReader frames =
        new FrameReader(
            socket.getInputStream(), source.maxMessageBytes(), idleMillis, socket::setSoTimeout);
    try {
      while (frames.next()) {
        handle(frames, labels);
      }
    } catch (SocketTimeoutException e) {
      log.atDebug().addKeyValue("peer", peer()).log("idle connection closed");
      if (frames.length() > 0) {
        handle(frames, labels);
      }
    }
  }

  private void handle(FrameReader frames, Labels labels) throws InterruptedException {
    try {
      handler.handle(frames, labels, feed);
    } catch (SyslogException e) {
      // The frame's end is known, so that the next one can be read.
      handler.metrics().parsingErrors.inc();
      warn("message dropped: " + e.getMessage());
    }
    feed.awaitRoom();
  }

  /** Once for each connection: a sender of rubbish must not fill our own log. */
  private void warn(String message) {
    if (!hasWarned) {
      hasWarned = true;
      log.atWarn().addKeyValue("peer", peer()).log(message);
    }
  }
}
