package io.millrace.units;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Go's escapes in quoted texts. */
public final class GoUnquote {
  private static final String LETTERS = "abfnrtv\\\"'";
  private static final String VALUES = "\u0007\b\f\n\r\t\u000b\\\"'";

  private GoUnquote() {}

  /**
   * The text that stands between quotes, its escapes resolved.
   *
   * @throws ValueException when one of them is none
   */
  public static String unescape(String body) throws ValueException {
    if (body.indexOf('\\') < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length()) {
      int c = body.codePointAt(at);
      if (c != '\\') {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(c);
      } else {
        at = escape(body, at + 1, out);
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  private static int escape(String body, int at, ByteArrayOutputStream out) throws ValueException {
    char letter = at < body.length() ? body.charAt(at) : 0;
    int simple = LETTERS.indexOf(letter);
    if (letter != 0 && simple >= 0) {
      out.write(VALUES.charAt(simple));
      return at + 1;
    }
    boolean octal = letter >= '0' && letter <= '7';
    int digits =
        switch (letter) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> octal ? 3 : 0;
        };
    int from = octal ? at : at + 1;
    try {
      if (digits == 0) {
        throw new NumberFormatException("no such escape");
      }
      int value =
          Integer.parseInt(body, from, Math.min(body.length(), from + digits), octal ? 8 : 16);
      if (digits <= 3) {
        out.write(value);
      } else {
        out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException notAnEscape) {
      throw new ValueException("not an escape of Go's: \"" + body + "\"");
    }
    return from + digits;
  }
}
