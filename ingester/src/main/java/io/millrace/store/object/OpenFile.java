package io.millrace.store.object;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that several threads read, closed when it is retired and the last of them has done.
 * Thread-safe.
 */
final class OpenFile {
  private final Path path;
  private final FileChannel channel;
  private final long size;
  private int readers;
  private boolean retired;

  private OpenFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  static OpenFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new OpenFile(path, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether the file may be read now; {@link #release} must follow then. */
  synchronized boolean acquire() {
    if (!retired) {
      readers++;
    }
    return !retired;
  }

  synchronized void release() throws IOException {
    readers--;
    closeIfUnused();
  }

  synchronized void retire() throws IOException {
    retired = true;
    closeIfUnused();
  }

  private void closeIfUnused() throws IOException {
    if (retired && readers == 0) {
      channel.close();
    }
  }

  byte[] read(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || length > size - offset) {
      throw new EOFException(
          "%s has %d bytes; asked for %d from %d".formatted(path, size, length, offset));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException(path + " got shorter while it was read");
      }
    }
    return bytes.array();
  }
}
