package io.millrace.agent.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a log stream into pieces, each with its time in front. Not for concurrent use. */
abstract sealed class LogPieces {
  /** A piece is at most 16 KiB of a line and its time; drivers of others make longer ones. */
  static final int MAX_PIECE_BYTES = 1 << 20;

  /** What the engine cuts long lines into. */
  private static final int ENGINE_PIECE_BYTES = 16 << 10;

  byte[] piece = new byte[1 << 10];
  int length;
  boolean isError;

  static LogPieces of(InputStream in, boolean hasTerminal) {
    return hasTerminal ? new Raw(in) : new Framed(in);
  }

  /**
   * Reads the next piece.
   *
   * @return false at the end of the stream
   */
  abstract boolean next() throws IOException;

  /** The bytes of the piece that was read last, from 0 to {@link #length}. */
  byte[] bytes() {
    return piece;
  }

  int length() {
    return length;
  }

  /** Whether it was written to the standard error. */
  boolean isError() {
    return isError;
  }

  final void append(int value) {
    if (length < MAX_PIECE_BYTES) {
      if (length == piece.length) {
        piece = Arrays.copyOf(piece, 2 * length);
      }
      piece[length++] = (byte) value;
    }
  }

  /** With heads. */
  private static final class Framed extends LogPieces {
    private static final int HEAD_BYTES = 8;
    private static final int STDERR = 2;
    private static final int SYSTEM_ERROR = 3;

    private final InputStream in;
    private final byte[] head = new byte[HEAD_BYTES];

    Framed(InputStream in) {
      this.in = in;
    }

    @Override
    boolean next() throws IOException {
      int read = in.readNBytes(head, 0, HEAD_BYTES);
      if (read == 0) {
        return false;
      }
      long size =
          (head[4] & 0xffL) << 24
              | (head[5] & 0xff) << 16
              | (head[6] & 0xff) << 8
              | (head[7] & 0xff);
      boolean hasZeros = head[1] == 0 && head[2] == 0 && head[3] == 0;
      if (read < HEAD_BYTES || head[0] < 0 || head[0] > SYSTEM_ERROR || !hasZeros) {
        throw new IOException("no head of a frame in the log stream");
      }
      length = (int) Math.min(size, MAX_PIECE_BYTES);
      if (piece.length < length) {
        piece = new byte[length];
      }
      if (in.readNBytes(piece, 0, length) < length) {
        throw new EOFException("the log stream ends in a frame");
      }
      in.skipNBytes(size - length);
      if (head[0] == SYSTEM_ERROR) {
        throw new IOException(
            "the engine says: "
                + new String(piece, 0, length, java.nio.charset.StandardCharsets.UTF_8));
      }
      isError = head[0] == STDERR;
      return true;
    }
  }

  /** Lines; the time stands again in front of each piece of a long one. */
  private static final class Raw extends LogPieces {
    private final InputStream in;

    Raw(InputStream in) {
      this.in = in;
    }

    @Override
    boolean next() throws IOException {
      length = 0;
      int textStart = -1;
      for (int next = in.read(); next >= 0; next = in.read()) {
        append(next);
        if (next == '\n' || (textStart >= 0 && length - textStart == ENGINE_PIECE_BYTES)) {
          return true;
        }
        if (next == ' ' && textStart < 0) {
          textStart = length;
        }
      }
      return length > 0;
    }
  }
}
