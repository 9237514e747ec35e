package io.millrace.agent.syslog;

import io.millrace.agent.delivery.TlsContexts;
import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.RunningInput;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections and gives each a thread. */
final class TcpListener implements RunningInput {
  private static final Logger log = LoggerFactory.getLogger(TcpListener.class);
  private static final long ACCEPT_PAUSE_MILLIS = 100;

  private final SyslogSource source;
  private final InputContext context;
  private final MessageHandler handler;
  private final Peers peers;
  private final ServerSocket listener;
  private final @Nullable SSLContext tls;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean isStopped;

  private TcpListener(
      SyslogSource source,
      InputContext context,
      MessageHandler handler,
      ServerSocket listener,
      @Nullable SSLContext tls) {
    this.source = source;
    this.context = context;
    this.handler = handler;
    this.peers = new Peers(source.labels());
    this.listener = listener;
    this.tls = tls;
    this.thread = Thread.ofVirtual().name("syslog-accept").unstarted(this::run);
  }

  static TcpListener open(SyslogSource source, InputContext context, MessageHandler handler)
      throws IOException {
    TlsSettings settings = source.tls();
    SSLContext tls = settings == null ? null : TlsContexts.of(settings);
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(source.address().toSocketAddress());
    } catch (IOException e) {
      listener.close();
      throw new IOException(
          "syslog cannot listen on tcp " + source.address() + ": " + e.getMessage(), e);
    }
    TcpListener opened = new TcpListener(source, context, handler, listener, tls);
    opened.thread.start();
    return opened;
  }

  @Override
  public String place() {
    String protocol = tls == null ? "tcp " : "tls ";
    return protocol + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
  }

  private void run() {
    while (!isStopped) {
      try {
        admit(listener.accept());
      } catch (IOException e) {
        if (!isStopped) {
          log.atWarn().addKeyValue("place", place()).setCause(e).log("connection not accepted");
          pause();
        }
      }
    }
  }

  /** So that a process without descriptors does not spin. */
  private static void pause() {
    try {
      Thread.sleep(ACCEPT_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(Socket socket) throws IOException {
    if (connections.size() >= source.maxConnections()) {
      handler.metrics().refusedConnections.inc();
      socket.close();
      return;
    }
    Connection connection =
        new Connection(socket, tls, source, context.feed(), handler, peers, connections::remove);
    connections.add(connection);
    connection.start();
  }

  @Override
  public void stop() throws InterruptedException {
    isStopped = true;
    try {
      listener.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("syslog listener not closed");
    }
    thread.join();
    for (Connection each : connections) {
      each.stop();
    }
  }
}
