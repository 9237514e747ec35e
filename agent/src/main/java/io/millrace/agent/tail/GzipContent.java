package io.millrace.agent.tail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A rotated file that was compressed. Positions are those of the plain bytes; reading goes forward
 * only, so a position behind the last one starts again from the beginning.
 */
final class GzipContent implements Content {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path path;
  private InputStream in;
  private long at;

  GzipContent(Path path) throws IOException {
    this.path = path;
    this.in = open(path);
  }

  private static InputStream open(Path path) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
    try {
      return new GZIPInputStream(raw, BUFFER_BYTES);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, long position) throws IOException {
    if (position < at) {
      in.close();
      in = open(path);
      at = 0;
    }
    in.skipNBytes(position - at);
    at = position;
    int read = in.readNBytes(into, offset, length);
    at += read;
    return read;
  }

  @Override
  public long size() {
    return Long.MAX_VALUE;
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
  }
}
