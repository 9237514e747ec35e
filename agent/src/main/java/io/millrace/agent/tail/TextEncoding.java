package io.millrace.agent.tail;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;

/**
 * How the text of files is encoded.
 *
 * @param charset names the encoding; a {@code UTF-16} or {@code UTF-32} without an order of bytes
 *     is what the byte order mark of each file says, else big-endian (RFC 2781, section 4.3)
 * @param unitBytes width of a code unit, and so of a line feed: 1, 2 or 4
 */
public record TextEncoding(Charset charset, int unitBytes) {
  /** What needs no decoding. */
  public static final TextEncoding UTF_8 = new TextEncoding(StandardCharsets.UTF_8, 1);

  /**
   * Names of WHATWG's that Java does not know, and of Java's for what is the same to a reader who
   * looks for marks by himself. IANA's names Java knows.
   */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("chinese", "GBK"),
          Map.entry("cn-big5", "Big5"),
          Map.entry("csunicode", "UTF-16LE"),
          Map.entry("dos-874", "x-windows-874"),
          Map.entry("gb_2312-80", "GBK"),
          Map.entry("iso-8859-8-i", "ISO-8859-8"),
          Map.entry("koi", "KOI8-R"),
          Map.entry("koi8-ru", "KOI8-U"),
          Map.entry("korean", "EUC-KR"),
          Map.entry("mac", "x-MacRoman"),
          Map.entry("macintosh", "x-MacRoman"),
          Map.entry("ucs-2", "UTF-16LE"),
          Map.entry("x-cp1250", "windows-1250"),
          Map.entry("x-cp1251", "windows-1251"),
          Map.entry("x-cp1252", "windows-1252"),
          Map.entry("x-gbk", "GBK"),
          Map.entry("x-mac-cyrillic", "x-MacCyrillic"),
          Map.entry("x-mac-roman", "x-MacRoman"),
          Map.entry("x-mac-ukrainian", "x-MacUkraine"),
          Map.entry("x-utf-16le-bom", "UTF-16LE"),
          Map.entry("x-utf-32be-bom", "UTF-32BE"),
          Map.entry("x-utf-32le-bom", "UTF-32LE"),
          Map.entry("x-x-big5", "Big5"));

  /**
   * The encoding with a name of IANA's or WHATWG's, whatever the case of its letters.
   *
   * @throws IllegalArgumentException when there is none, or its lines do not end in a line feed
   */
  public static TextEncoding of(String name) {
    String wanted = name.strip();
    Charset charset;
    try {
      charset = Charset.forName(unaliased(Charset.forName(unaliased(wanted)).name()));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          "unknown encoding \""
              + name
              + "\", expected a name such as UTF-16LE, windows-1252, ISO-8859-1, GBK or Shift_JIS"
              + " (in a Java made by jlink the Asian ones need the module jdk.charsets)",
          e);
    }
    return new TextEncoding(charset, unitBytes(charset));
  }

  private static String unaliased(String name) {
    return ALIASES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  private static int unitBytes(Charset charset) {
    String name = charset.name().toUpperCase(Locale.ROOT);
    if (name.contains("UTF-16")) {
      return 2;
    }
    if (name.contains("UTF-32")) {
      return 4;
    }
    // No byte of a longer character is a line feed in any that Java has, but EBCDIC's is another.
    if (!new String(new byte[] {'\n'}, charset).equals("\n")) {
      throw new IllegalArgumentException("lines in " + charset + " do not end in a line feed");
    }
    return 1;
  }

  /** Whether each file has to say in which order the bytes of a code unit come. */
  boolean hasOpenOrder() {
    return charset.equals(StandardCharsets.UTF_16) || charset.equals(StandardCharsets.UTF_32);
  }
}
