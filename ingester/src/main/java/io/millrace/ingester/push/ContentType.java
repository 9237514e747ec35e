package io.millrace.ingester.push;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the Content-Type of a push, with the errors that Go's mime package gives. */
final class ContentType {
  static final String JSON = "application/json";

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "(\\s*;\\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*=\\s*"
              + "([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"([^\"\\\\]|\\\\.)*\"))*\\s*;?\\s*");

  private ContentType() {}

  /** The media type in lower case, without parameters. */
  static String parse(@Nullable String header) throws PushRefusedException {
    if (header == null || header.isBlank()) {
      throw new PushRefusedException(400, "mime: no media type");
    }
    int semicolon = header.indexOf(';');
    String type = (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
    for (String part : type.split("/", 2)) {
      if (!TOKEN.matcher(part).matches()) {
        throw new PushRefusedException(400, "mime: unexpected content after media type");
      }
    }
    if (semicolon >= 0 && !PARAMETERS.matcher(header.substring(semicolon)).matches()) {
      throw new PushRefusedException(400, "mime: invalid media parameter");
    }
    return type.toLowerCase(Locale.ROOT);
  }
}
