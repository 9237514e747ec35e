package io.millrace.ingester.push;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the Content-Type of a push, with the errors that Go's mime package gives. */
final class ContentType {
  static final String JSON = "application/json";

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*;\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=\\s*"
              + "([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"(?:[^\"\\\\]|\\\\.)*+\")");

  private ContentType() {}

  /** The media type in lower case, without parameters. */
  static String parse(@Nullable String header) throws PushRefusedException {
    if (header == null || header.isBlank()) {
      throw refused("no media type");
    }
    int semicolon = header.indexOf(';');
    String type = (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
    checkType(type);
    if (semicolon >= 0) {
      checkParameters(header.substring(semicolon));
    }
    return type.toLowerCase(Locale.ROOT);
  }

  private static void checkType(String type) throws PushRefusedException {
    Matcher token = TOKEN.matcher(type);
    if (!token.lookingAt()) {
      throw refused("no media type");
    }
    int slash = token.end();
    if (slash == type.length()) {
      return;
    }
    if (type.charAt(slash) != '/') {
      throw refused("expected slash after first token");
    }
    if (!token.region(slash + 1, type.length()).lookingAt()) {
      throw refused("expected token after slash");
    }
    if (token.end() < type.length()) {
      throw refused("unexpected content after media subtype");
    }
  }

  private static void checkParameters(String text) throws PushRefusedException {
    Map<String, String> values = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.lookingAt()) {
      String value = parameter.group(2);
      String before = values.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
      if (before != null && !before.equals(value)) {
        throw refused("duplicate parameter name");
      }
      parameter.region(parameter.end(), text.length());
    }
    String rest = text.substring(parameter.regionStart()).strip();
    if (!rest.isEmpty() && !rest.equals(";")) {
      throw refused("invalid media parameter");
    }
  }

  private static PushRefusedException refused(String problem) {
    return new PushRefusedException(400, "mime: " + problem);
  }
}
