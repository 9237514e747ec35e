package io.millrace.service.http;

import java.nio.charset.StandardCharsets;

/** Percent-decoding of paths and of {@code application/x-www-form-urlencoded} text. */
final class UrlCodec {
  private UrlCodec() {}

  /**
   * A path with its escapes decoded as UTF-8; {@code +} stays.
   *
   * @throws HttpException 400 for an escape without two hexadecimal digits
   */
  static String decodePath(String text) {
    return decode(text, false);
  }

  /**
   * Adds the parameters of a query string or form body to {@code params}, in order.
   *
   * @throws HttpException 400 for a broken escape or a semicolon, which Go refuses too
   */
  static void parseForm(String text, Params.Builder params) {
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('&', start);
      if (end < 0) {
        end = text.length();
      }
      if (end > start) {
        parsePair(text.substring(start, end), params);
      }
      start = end + 1;
    }
  }

  private static void parsePair(String pair, Params.Builder params) {
    if (pair.indexOf(';') >= 0) {
      throw new HttpException(400, "invalid semicolon separator in query");
    }
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    String value = equals < 0 ? "" : pair.substring(equals + 1);
    params.add(decode(name, true), decode(value, true));
  }

  private static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0) {
      return plusIsSpace ? text.replace('+', ' ') : text;
    }
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[source.length];
    int length = 0;
    for (int i = 0; i < source.length; i++) {
      byte b = source[i];
      if (b == '%') {
        int high = i + 1 < source.length ? Character.digit(source[i + 1], 16) : -1;
        int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          String escape =
              new String(source, i, Math.min(3, source.length - i), StandardCharsets.UTF_8);
          throw new HttpException(400, "invalid URL escape \"" + escape + "\"");
        }
        b = (byte) (high << 4 | low);
        i += 2;
      } else if (b == '+' && plusIsSpace) {
        b = ' ';
      }
      decoded[length++] = b;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }
}
