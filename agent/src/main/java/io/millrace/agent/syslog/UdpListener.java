package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from datagrams, one or more in each. What comes while the delivery is full waits
 * in the socket's buffer, and what finds no room there is lost, as is the way of UDP.
 */
final class UdpListener implements RunningInput {
  private static final Logger log = LoggerFactory.getLogger(UdpListener.class);
  private static final int SOCKET_BYTES = 1 << 20;
  private static final int MAX_DATAGRAM = 65_535;
  private static final long WARN_NANOS = 60_000_000_000L;

  private final SyslogSource source;
  private final InputContext context;
  private final MessageHandler handler;
  private final Peers peers;
  private final Feed feed;
  private final DatagramSocket socket;
  private final Thread thread;
  private volatile boolean isStopped;
  private long warnedNanos;
  private boolean hasWarned;

  private UdpListener(
      SyslogSource source, InputContext context, MessageHandler handler, DatagramSocket socket) {
    this.source = source;
    this.context = context;
    this.handler = handler;
    this.peers = new Peers(source.labels());
    this.feed = context.feed();
    this.socket = socket;
    this.thread = Thread.ofVirtual().name("syslog-udp").unstarted(this::run);
  }

  static UdpListener open(SyslogSource source, InputContext context, MessageHandler handler)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(SOCKET_BYTES);
      socket.bind(source.address().toSocketAddress());
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "syslog cannot listen on udp " + source.address() + ": " + e.getMessage(), e);
    }
    UdpListener opened = new UdpListener(source, context, handler, socket);
    opened.thread.start();
    return opened;
  }

  @Override
  public String place() {
    return "udp " + socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void run() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    try (feed) {
      while (!isStopped) {
        packet.setLength(MAX_DATAGRAM);
        receive(packet);
        feed.awaitRoom();
      }
    } catch (InterruptedException ignored) {
      // Stopped.
    }
  }

  private void receive(DatagramPacket packet) throws InterruptedException {
    try {
      socket.receive(packet);
      Labels labels = peers.labels(packet.getAddress());
      ByteArrayInputStream in =
          new ByteArrayInputStream(packet.getData(), packet.getOffset(), packet.getLength());
      FrameReader frames = new FrameReader(in, source.maxMessageBytes(), 0, _ -> {});
      while (frames.next()) {
        handler.handle(frames, labels, feed);
      }
    } catch (SyslogException e) {
      handler.metrics().parsingErrors.inc();
      warn(packet, "datagram dropped: " + e.getMessage());
    } catch (IOException e) {
      if (!isStopped) {
        warn(packet, "datagram not received: " + e);
      }
    }
  }

  private void warn(DatagramPacket packet, String message) {
    long now = context.clock().nanoTime();
    if (!hasWarned || now - warnedNanos > WARN_NANOS) {
      hasWarned = true;
      warnedNanos = now;
      log.atWarn().addKeyValue("peer", packet.getSocketAddress()).log(message);
    }
  }

  @Override
  public void stop() throws InterruptedException {
    isStopped = true;
    socket.close();
    thread.interrupt();
    thread.join();
  }
}
