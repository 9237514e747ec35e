package io.millrace.agent.docker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP/1.1 response, read as it comes.
 *
 * @param body ends with the response
 */
record EngineResponse(int status, Map<String, String> headers, InputStream body) {
  private static final int MAX_LINE = 8 << 10;
  private static final int MAX_HEADERS = 100;

  /** Reads the head. */
  static EngineResponse read(InputStream stream) throws IOException {
    InputStream in = new BufferedInputStream(stream, 1 << 15);
    String first = line(in);
    String[] parts = first.split(" ", 3);
    if (!first.startsWith("HTTP/1.") || parts.length < 2 || !parts[1].matches("\\d{3}")) {
      throw new IOException("no HTTP answer: \"" + first + "\"");
    }
    Map<String, String> headers = new HashMap<>();
    for (String each = line(in); !each.isEmpty(); each = line(in)) {
      int colon = each.indexOf(':');
      if (colon < 1 || headers.size() == MAX_HEADERS) {
        throw new IOException("no header: \"" + each + "\"");
      }
      headers.put(
          each.substring(0, colon).toLowerCase(Locale.ROOT), each.substring(colon + 1).strip());
    }
    return new EngineResponse(Integer.parseInt(parts[1]), headers, body(in, headers));
  }

  private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.getOrDefault("transfer-encoding", ""))) {
      return new ChunkedBody(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in;
    }
    if (!length.matches("\\d{1,18}")) {
      throw new IOException("no length: \"" + length + "\"");
    }
    return new LimitedBody(in, Long.parseLong(length));
  }

  /** Up to a line feed, without it. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer ends too early");
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("a line of more than " + MAX_LINE + " bytes");
      }
      line.append((char) next);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** The whole body as text. */
  String text(int maxBytes) throws IOException {
    byte[] bytes = body.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new IOException("an answer of more than " + maxBytes + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
