package io.millrace.agent.syslog;

import io.millrace.agent.delivery.TlsContexts;
import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.entry.AgentClock;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our side of TLS. The files are looked at again when a connection comes, every few seconds at
 * most; files that cannot be used change nothing. Safe for use by any thread.
 */
final class ServerTls {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(10).toNanos();

  private final TlsSettings settings;
  private final AgentClock clock;
  private Loaded loaded;
  private long checkedNanos;

  /** A context and when its files were changed last. */
  private record Loaded(SSLContext context, List<FileTime> times) {}

  private ServerTls(TlsSettings settings, AgentClock clock, Loaded loaded) {
    this.settings = settings;
    this.clock = clock;
    this.loaded = loaded;
    this.checkedNanos = clock.nanoTime();
  }

  /**
   * Reads the files.
   *
   * @throws IOException that says what is wrong with them
   */
  static ServerTls open(TlsSettings settings, AgentClock clock) throws IOException {
    return new ServerTls(settings, clock, load(settings));
  }

  private static Loaded load(TlsSettings settings) throws IOException {
    List<FileTime> times = times(settings);
    return new Loaded(TlsContexts.of(settings), times);
  }

  private static List<FileTime> times(TlsSettings settings) throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path each : Arrays.asList(settings.certFile(), settings.keyFile(), settings.caFile())) {
      if (each != null) {
        times.add(Files.getLastModifiedTime(each));
      }
    }
    return times;
  }

  /** A connection's server side, before the handshake; it asks for a certificate if we have CAs. */
  SSLSocket over(Socket accepted) throws IOException {
    String peer = accepted.getInetAddress().getHostAddress();
    SSLSocket socket =
        (SSLSocket)
            current().getSocketFactory().createSocket(accepted, peer, accepted.getPort(), true);
    socket.setUseClientMode(false);
    socket.setNeedClientAuth(settings.caFile() != null);
    return socket;
  }

  /** What a new connection uses. */
  synchronized SSLContext current() {
    long now = clock.nanoTime();
    if (now - checkedNanos > CHECK_NANOS) {
      checkedNanos = now;
      reload();
    }
    return loaded.context;
  }

  private void reload() {
    try {
      if (!times(settings).equals(loaded.times)) {
        loaded = load(settings);
        log.atInfo().addKeyValue("certificate", settings.certFile()).log("TLS files read again");
      }
    } catch (IOException e) {
      log.atError()
          .addKeyValue("reason", e.getMessage())
          .log("changed TLS files cannot be used, those in force stay");
    }
  }
}
