package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the code units of one content and makes UTF-8 of its lines. */
final class TextDecoder {
  private static final int MARK_BYTES = 4;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private final int unitBytes;
  private final int maxLineBytes;
  private Charset charset;
  private boolean isOrderOpen;
  private boolean hasFailed;

  /**
   * A decoder for a content whose bytes have not been seen.
   *
   * @param maxLineBytes that a line may have in UTF-8
   */
  TextDecoder(TextEncoding encoding, int maxLineBytes) {
    this.charset = encoding.charset();
    this.unitBytes = encoding.unitBytes();
    this.isOrderOpen = encoding.hasOpenOrder();
    this.maxLineBytes = maxLineBytes;
  }

  /** Whether lines are taken as they are. */
  boolean isUtf8() {
    return charset.equals(StandardCharsets.UTF_8);
  }

  /** Bytes of a code unit: 1, 2 or 4. */
  int unitBytes() {
    return unitBytes;
  }

  /** Looks for a byte order mark, if it matters; to be called before bytes are split. */
  void settle(Content content) throws IOException {
    if (!isOrderOpen) {
      return;
    }
    byte[] mark = new byte[MARK_BYTES];
    if (content.read(mark, 0, MARK_BYTES, 0) < unitBytes) {
      return;
    }
    isOrderOpen = false;
    boolean isLittle =
        (mark[0] & 0xFF) == 0xFF
            && (mark[1] & 0xFF) == 0xFE
            && (unitBytes == 2 || (mark[2] == 0 && mark[3] == 0));
    if (unitBytes == 2) {
      charset = isLittle ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    } else {
      charset = isLittle ? StandardCharsets.UTF_32LE : StandardCharsets.UTF_32BE;
    }
  }

  /** Where the first line feed starts of the whole code units in {@code data}, -1 for none. */
  int lineFeed(byte[] data, int from, int to) {
    boolean isLittle =
        charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_32LE);
    int low = isLittle ? 0 : unitBytes - 1;
    for (int at = from; at < to; at += unitBytes) {
      if (data[at + low] == '\n' && isZeroBut(data, at, low)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether the code unit at {@code at} is zero. */
  boolean isZero(byte[] data, int at) {
    return isZeroBut(data, at, -1);
  }

  /** Whether the last line had something that is not valid; U+FFFD in the file counts as such. */
  boolean hasFailed() {
    return hasFailed;
  }

  private boolean isZeroBut(byte[] data, int at, int index) {
    for (int i = 0; i < unitBytes; i++) {
      if (i != index && data[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The line in UTF-8, what is not valid replaced.
   *
   * @param isFirst whether it is the first one, which a byte order mark may begin
   * @param isCut whether there was more of it, so that its last character may be a part
   */
  byte[] toUtf8(byte[] buffer, int offset, int length, boolean isFirst, boolean isCut) {
    String text = new String(buffer, offset, length, charset);
    int from = isFirst && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    int to = text.length();
    if (isCut && to > from && text.charAt(to - 1) == REPLACEMENT) {
      to--;
    }
    hasFailed = text.substring(from, to).indexOf(REPLACEMENT) >= 0;
    byte[] utf8 = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= maxLineBytes) {
      return utf8;
    }
    int end = maxLineBytes;
    while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(utf8, end);
  }
}
