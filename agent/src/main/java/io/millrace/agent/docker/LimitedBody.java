package io.millrace.agent.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of a known length. */
final class LimitedBody extends FilterInputStream {
  private long left;

  LimitedBody(InputStream in, long length) {
    super(in);
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read = in.read(into, offset, (int) Math.min(length, left));
    left -= Math.max(read, 0);
    return read;
  }
}
