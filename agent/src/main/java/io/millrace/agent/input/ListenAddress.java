package io.millrace.agent.input;

import java.net.InetSocketAddress;

/**
 * Where to listen.
 *
 * @param host empty for all addresses
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /**
   * Reads {@code host:port}, {@code :port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException that says what was expected
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    boolean isBracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    if (colon >= 0 && (isBracketed || host.indexOf(':') < 0)) {
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port >= 0 && port <= MAX_PORT) {
          return new ListenAddress(isBracketed ? host.substring(1, host.length() - 1) : host, port);
        }
      } catch (NumberFormatException ignored) {
        // Told below, with what was expected.
      }
    }
    throw new IllegalArgumentException("expected host:port, found \"" + text + "\"");
  }

  /** To bind to; a name is looked up now. */
  public InetSocketAddress toSocketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.isEmpty() ? "*" : host) + ":" + port;
  }
}
