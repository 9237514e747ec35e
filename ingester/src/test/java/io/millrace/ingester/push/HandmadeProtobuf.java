package io.millrace.ingester.push;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Protobuf written out from the description of its encoding, independent of the real encoder. */
final class HandmadeProtobuf {
  private HandmadeProtobuf() {}

  static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, ((long) number << 3) | 2);
    varint(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] field(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] field(int number, long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (long) number << 3);
    varint(out, value);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** An entry as field 2 of a stream; metadata is name, value, name, value, … */
  static byte[] entry(long seconds, int nanos, String line, String... metadata) {
    byte[] message = join(field(1, join(field(1, seconds), field(2, nanos))), field(2, line));
    for (int i = 0; i < metadata.length; i += 2) {
      message = join(message, field(3, join(field(1, metadata[i]), field(2, metadata[i + 1]))));
    }
    return field(2, message);
  }
}
