package io.millrace.agent.input;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes datagrams one after another. What comes while the delivery is full waits in the socket's
 * buffer, and what finds no room there is lost, as is the way of UDP.
 */
public final class UdpReceiver implements RunningInput {
  private static final Logger log = LoggerFactory.getLogger(UdpReceiver.class);
  private static final int SOCKET_BYTES = 1 << 20;
  private static final int MAX_DATAGRAM = 65_535;
  private static final long WARN_NANOS = 60_000_000_000L;

  private final InputContext context;
  private final Handler handler;
  private final Feed feed;
  private final DatagramSocket socket;
  private final Thread thread;
  private volatile boolean isStopped;
  private long warnedNanos;
  private boolean hasWarned;

  /** What is done with a datagram. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Makes entries of it; the bytes are used again for the next one.
     *
     * @param feed that takes the entries, room or not
     */
    void take(InetAddress peer, byte[] bytes, int offset, int length, Feed feed)
        throws BadDatagramException, InterruptedException;
  }

  private UdpReceiver(InputContext context, Handler handler, DatagramSocket socket) {
    this.context = context;
    this.handler = handler;
    this.feed = context.feed();
    this.socket = socket;
    this.thread = Thread.ofVirtual().name("udp").unstarted(this::run);
  }

  /**
   * Listens.
   *
   * @param kind of the source, for messages
   */
  public static UdpReceiver open(
      String kind, ListenAddress address, InputContext context, Handler handler)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(SOCKET_BYTES);
      socket.bind(address.toSocketAddress());
    } catch (IOException e) {
      socket.close();
      throw new IOException(kind + " cannot listen on udp " + address + ": " + e.getMessage(), e);
    }
    UdpReceiver opened = new UdpReceiver(context, handler, socket);
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
      handler.take(
          packet.getAddress(), packet.getData(), packet.getOffset(), packet.getLength(), feed);
    } catch (BadDatagramException e) {
      warn(packet, "datagram dropped: " + e.getMessage());
    } catch (IOException e) {
      if (!isStopped) {
        warn(packet, "datagram not received: " + e);
      }
    }
  }

  /** Once a minute: a sender of rubbish must not fill our own log. */
  private void warn(DatagramPacket packet, String message) {
    long now = context.clock().nanoTime();
    if (!hasWarned || now - warnedNanos > WARN_NANOS) {
      hasWarned = true;
      warnedNanos = now;
      log.atWarn()
          .addKeyValue("job", context.job())
          .addKeyValue("peer", packet.getSocketAddress())
          .log(message);
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
