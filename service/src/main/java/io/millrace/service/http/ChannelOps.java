package io.millrace.service.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Channel operations whose outcome needs no look: when one fails the connection is ending, which
 * {@code channelInactive} reports.
 */
final class ChannelOps {
  private ChannelOps() {}

  static void close(Channel channel) {
    ChannelFuture _ = channel.close();
  }

  /** Closes unless the channel is closed before {@code delayMillis} have passed. */
  static void closeLater(Channel channel, long delayMillis) {
    Future<?> timer =
        channel.eventLoop().schedule(() -> close(channel), delayMillis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
  }

  static void send(Channel channel, Object message) {
    ChannelFuture _ = channel.writeAndFlush(message);
  }
}
