package io.millrace.agent.delivery;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells valid UTF-8. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHS = 0x8080808080808080L;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int offset, int length) {
    return isAscii(bytes, offset, length) || decodes(bytes, offset, length);
  }

  /** Nearly all log lines end here. */
  private static boolean isAscii(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; at + 8 <= end; at += 8) {
      if (((long) LONG.get(bytes, at) & HIGHS) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean decodes(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException ignored) {
      // Not valid: that is the answer.
      return false;
    }
  }
}
