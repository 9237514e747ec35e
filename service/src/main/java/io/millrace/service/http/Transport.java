package io.millrace.service.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How bytes reach the kernel: epoll where its native library loads, else the JDK's selector. */
record Transport(String name, EventLoopGroup group, Class<? extends ServerChannel> channelType) {
  static Transport open(int threads) {
    DefaultThreadFactory factory = new DefaultThreadFactory("http-io", true);
    return Epoll.isAvailable()
        ? new Transport(
            "epoll",
            new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory()),
            EpollServerSocketChannel.class)
        : new Transport(
            "nio",
            new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()),
            NioServerSocketChannel.class);
  }
}
