package io.millrace.logql.stage;

import io.millrace.labels.GoQuote;
import org.jspecify.annotations.Nullable;

/** Finds addresses within a range in a text. */
record IpMatcher(IpAddress first, IpAddress last) {

  /** Of an address, a network such as {@code 10.0.0.0/8}, or a range such as {@code a-b}. */
  static IpMatcher of(String pattern) throws StageException {
    IpMatcher matcher = parse(pattern);
    if (matcher == null) {
      throw new StageException("ip: invalid pattern: " + GoQuote.quote(pattern));
    }
    return matcher;
  }

  private static @Nullable IpMatcher parse(String pattern) {
    int dash = pattern.indexOf('-');
    if (dash >= 0) {
      IpAddress first = IpAddress.parse(pattern.substring(0, dash));
      IpAddress last = IpAddress.parse(pattern.substring(dash + 1));
      boolean valid =
          first != null && last != null && first.v6() == last.v6() && first.compare(last) <= 0;
      return valid && first != null && last != null ? new IpMatcher(first, last) : null;
    }
    int slash = pattern.indexOf('/');
    if (slash < 0) {
      IpAddress address = IpAddress.parse(pattern);
      return address == null ? null : new IpMatcher(address, address);
    }
    IpAddress address = IpAddress.parse(pattern.substring(0, slash));
    String bits = pattern.substring(slash + 1);
    boolean padded = bits.length() > 1 && bits.charAt(0) == '0';
    if (address == null || bits.isEmpty() || bits.length() > 3 || padded) {
      return null;
    }
    int length = 0;
    for (int i = 0; i < bits.length(); i++) {
      if (bits.charAt(i) < '0' || bits.charAt(i) > '9') {
        return null;
      }
      length = 10 * length + bits.charAt(i) - '0';
    }
    if (length > (address.v6() ? 128 : 32)) {
      return null;
    }
    return new IpMatcher(address.masked(length, false), address.masked(length, true));
  }

  /** True when an address of the range stands in the text. */
  boolean matchesIn(byte[] buffer, int from, int to) {
    int at = from;
    while (at < to) {
      byte b = buffer[at];
      if (at + 3 < to && isDigit(b) && pointFollows(buffer, at)) {
        int end = runEnd(buffer, at, to, false);
        if (matches(buffer, at, end)) {
          return true;
        }
        // As in Loki the byte behind a run is skipped with it.
        at = end + 1;
      } else if (at + 4 < to && beginsV6(buffer, at)) {
        int end = runEnd(buffer, at, to, true);
        if (matches(buffer, at, end)) {
          return true;
        }
        at = end + 1;
      } else {
        at++;
      }
    }
    return false;
  }

  private boolean matches(byte[] buffer, int from, int to) {
    IpAddress address = IpAddress.parse(buffer, from, to);
    return address != null
        && address.v6() == first.v6()
        && first.compare(address) <= 0
        && address.compare(last) <= 0;
  }

  private static boolean pointFollows(byte[] buffer, int at) {
    return buffer[at + 1] == '.' || buffer[at + 2] == '.' || buffer[at + 3] == '.';
  }

  private static boolean beginsV6(byte[] buffer, int at) {
    if (buffer[at] == ':') {
      return buffer[at + 1] == ':' && isHex(buffer[at + 2]);
    }
    for (int i = 0; i < 4 && isHex(buffer[at + i]); i++) {
      if (buffer[at + i + 1] == ':') {
        return true;
      }
    }
    return false;
  }

  private static int runEnd(byte[] buffer, int from, int to, boolean v6) {
    int i = from;
    while (i < to
        && (isDigit(buffer[i])
            || buffer[i] == '.'
            || (v6 && (buffer[i] == ':' || isHex(buffer[i]))))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isHex(byte b) {
    return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }
}
