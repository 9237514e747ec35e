package io.millrace.agent.syslog;

import io.millrace.agent.input.BadDatagramException;
import io.millrace.agent.input.Feed;
import io.millrace.agent.input.UdpReceiver;
import io.millrace.labels.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;

/** Takes messages from datagrams, one or more in each. */
final class Datagrams implements UdpReceiver.Handler {
  private final SyslogSource source;
  private final MessageHandler handler;
  private final Peers peers;

  Datagrams(SyslogSource source, MessageHandler handler, Peers peers) {
    this.source = source;
    this.handler = handler;
    this.peers = peers;
  }

  @Override
  public void take(InetAddress peer, byte[] bytes, int offset, int length, Feed feed)
      throws BadDatagramException, InterruptedException {
    Labels labels = peers.labels(peer);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, offset, length);
    FrameReader frames = new FrameReader(in, source.maxMessageBytes(), 0, _ -> {});
    try {
      while (frames.next()) {
        handler.handle(frames, labels, feed);
      }
    } catch (SyslogException e) {
      handler.metrics().parsingErrors.inc();
      throw new BadDatagramException(e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always read", e);
    }
  }
}
