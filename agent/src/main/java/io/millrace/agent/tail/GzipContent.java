package io.millrace.agent.tail;

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
import java.util.zip.ZipException;
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

  /** Deflate makes no more of a byte than this. */
  private static final long MAX_RATIO = 1032;

  private final FileChannel file;
  private @Nullable Members in;
  private long at;

  /** A stream that has failed may go on with anything. */
  private boolean isBroken;

  /** All members of a file, one after another. */
  private static final class Members extends GZIPInputStream {
    Members(InputStream in) throws IOException {
      super(in, BUFFER_BYTES);
    }

    /** Bytes that were taken from the file and not decompressed. */
    int untouched() {
      return inf.getRemaining();
    }
  }

  GzipContent(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
  }

  private Members restarted() throws IOException {
    end();
    file.position(0);
    InputStream unclosed =
        new FilterInputStream(Channels.newInputStream(file)) {
          @Override
          public void close() {
            // The file outlives what is read from it.
          }
        };
    Members started = new Members(unclosed);
    in = started;
    at = 0;
    return started;
  }

  private void end() throws IOException {
    Members before = in;
    in = null;
    if (before != null) {
      before.close();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws DamagedException when there is nothing at the position that could be decompressed
   */
  @Override
  public int read(byte[] into, int offset, int length, long position) throws IOException {
    boolean mustRestart = isBroken || position < at;
    isBroken = true;
    int read = 0;
    try {
      Members current = in == null || mustRestart ? restarted() : in;
      current.skipNBytes(position - at);
      int more = 0;
      while (read < length && more >= 0) {
        more = current.read(into, offset + read, length - read);
        read += Math.max(0, more);
      }
      isBroken = false;
    } catch (ZipException | EOFException e) {
      if (read == 0) {
        throw new DamagedException(e);
      }
    }
    at = position + read;
    return read;
  }

  /** About how many plain bytes a damage at {@code position} has cost, at least 1. */
  long lostAfter(long position) throws IOException {
    Members current = in;
    long compressed =
        current == null ? file.size() : file.size() - file.position() + current.untouched();
    long told = endAfter(position) - position;
    return Math.max(1, told <= compressed * MAX_RATIO && told > 0 ? told : compressed);
  }

  /** The lowest end at or after {@code position} that the file's last bytes allow. */
  long endAfter(long position) throws IOException {
    if (file.size() < Integer.BYTES) {
      return position;
    }
    return position + Integer.toUnsignedLong(sizeModulo32() - (int) position);
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
    end();
    file.close();
  }
}
