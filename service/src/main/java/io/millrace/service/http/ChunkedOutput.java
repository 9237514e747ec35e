package io.millrace.service.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * The stream that a {@link BodyWriter} writes to: gathers pieces and sends them as chunks.
 *
 * <p>The head goes out with the first piece, so that a writer that fails early can still be
 * answered by an error.
 */
final class ChunkedOutput extends OutputStream {
  private final ResponseWriter writer;
  private final HttpResponse head;
  private byte[] piece = new byte[4 << 10];
  private int length;
  private boolean headSent;

  ChunkedOutput(ResponseWriter writer, HttpResponse head) {
    this.writer = writer;
    this.head = head;
  }

  @Override
  public void write(int b) throws IOException {
    room(1);
    piece[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    int at = offset;
    int left = count;
    while (left > 0) {
      int part = Math.min(left, room(left));
      System.arraycopy(source, at, piece, length, part);
      length += part;
      at += part;
      left -= part;
    }
  }

  /** Makes room for a byte at least; returns how many fit. */
  private int room(int wanted) throws IOException {
    if (length == ResponseWriter.PIECE_BYTES) {
      flush();
    }
    if (length + wanted > piece.length && piece.length < ResponseWriter.PIECE_BYTES) {
      int doubled = Math.max(2 * piece.length, length + wanted);
      piece = Arrays.copyOf(piece, Math.min(doubled, ResponseWriter.PIECE_BYTES));
    }
    return piece.length - length;
  }

  @Override
  public void flush() throws IOException {
    if (!headSent) {
      headSent = true;
      writer.send(head);
    }
    if (length > 0) {
      byte[] full = piece;
      writer.send(new DefaultHttpContent(Unpooled.wrappedBuffer(full, 0, length)));
      piece = new byte[full.length];
      length = 0;
    }
  }

  void end() throws IOException {
    flush();
    writer.send(LastHttpContent.EMPTY_LAST_CONTENT);
  }
}
