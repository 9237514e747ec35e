package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file as it is. It stays readable when it is renamed or deleted. */
final class PlainContent implements Content {
  private final FileChannel channel;

  PlainContent(Path path) throws IOException {
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public int read(byte[] into, int offset, int length, long position) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, length), position);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public long after(long offset) throws IOException {
    return channel.size() - offset;
  }

  @Override
  public long diskBytes() throws IOException {
    return channel.size();
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public boolean canGrow() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
