package io.millrace.agent.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, each with its length in front. */
final class ChunkedBody extends FilterInputStream {
  private long left;
  private boolean isBegun;
  private boolean isEnded;

  ChunkedBody(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0 && !isEnded) {
      begin();
    }
    if (isEnded) {
      return -1;
    }
    int read = in.read(into, offset, (int) Math.min(length, left));
    if (read < 0) {
      isEnded = true;
      return -1;
    }
    left -= read;
    return read;
  }

  private void begin() throws IOException {
    if (isBegun && !EngineResponse.line(in).isEmpty()) {
      throw new IOException("no end of a chunk");
    }
    isBegun = true;
    String head = EngineResponse.line(in);
    int extension = head.indexOf(';');
    String size = (extension < 0 ? head : head.substring(0, extension)).strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("no length of a chunk: \"" + head + "\"");
    }
    left = Long.parseLong(size, 16);
    isEnded = left == 0;
  }
}
