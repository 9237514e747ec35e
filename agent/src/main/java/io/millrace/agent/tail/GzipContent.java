package io.millrace.agent.tail;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A rotated file that was compressed. Positions are those of the plain bytes; reading goes forward
 * only, so a position behind the last one starts again from the beginning.
 *
 * <p>The file stays open all the time. It may be deleted while it waits to be read, and as long as
 * it is open no other file gets its inode, by which it is claimed.
 */
final class GzipContent implements Content {
  private static final int BUFFER_BYTES = 64 << 10;

  private final FileChannel file;
  private InputStream in;
  private long at;

  GzipContent(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      this.in = start();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private InputStream start() throws IOException {
    file.position(0);
    InputStream unclosed =
        new FilterInputStream(Channels.newInputStream(file)) {
          @Override
          public void close() {
            // The file outlives what is read from it.
          }
        };
    return new GZIPInputStream(new BufferedInputStream(unclosed, BUFFER_BYTES), BUFFER_BYTES);
  }

  @Override
  public int read(byte[] into, int offset, int length, long position) throws IOException {
    if (position < at) {
      in.close();
      in = start();
      at = 0;
    }
    in.skipNBytes(position - at);
    at = position;
    int read = in.readNBytes(into, offset, length);
    at += read;
    return read;
  }

  /** How many plain bytes there are, modulo 2^32: RFC 1952 puts that into the last four bytes. */
  int sizeModulo32() throws IOException {
    ByteBuffer trailer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long start = Math.max(0, file.size() - Integer.BYTES);
    while (trailer.hasRemaining()) {
      if (file.read(trailer, start + trailer.position()) < 0) {
        throw new EOFException("a gzip file was cut off while it was read");
      }
    }
    return trailer.getInt(0);
  }

  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  @Override
  public long after(long offset) throws IOException {
    return Math.max(0, Integer.toUnsignedLong(sizeModulo32()) - offset);
  }

  @Override
  public long diskBytes() throws IOException {
    return file.size();
  }

  @Override
  public @Nullable FileChannel channel() {
    return null;
  }

  @Override
  public boolean canGrow() {
    return false;
  }

  @Override
  public void close() throws IOException {
    in.close();
    file.close();
  }
}
