package io.millrace.template;

import io.millrace.units.Utf8;
import java.io.ByteArrayOutputStream;

/** Base64 as Go reads it; what is wrong with an input becomes the output. */
final class Base64Text {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private Base64Text() {}

  static String decode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int bits = 0;
    int count = 0;
    int at = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\r' || c == '\n') {
        continue;
      }
      if (c == '=') {
        break;
      }
      int value = ALPHABET.indexOf(c);
      if (value < 0) {
        return corrupt(at);
      }
      bits = (bits << 6) | value;
      count++;
      if (count == 4) {
        out.write(bits >> 16);
        out.write(bits >> 8);
        out.write(bits);
        bits = 0;
        count = 0;
      }
    }
    int padding = text.length() - at;
    if ((count == 0 && padding > 0) || count == 1 || (count > 1 && padding != 4 - count)) {
      return corrupt(padding > 0 ? at : Math.max(0, text.length() - count));
    }
    if (count == 2) {
      out.write(bits >> 4);
    } else if (count == 3) {
      out.write(bits >> 10);
      out.write(bits >> 2);
    }
    return Utf8.decode(out.toByteArray());
  }

  private static String corrupt(int at) {
    return "illegal base64 data at input byte " + at;
  }
}
