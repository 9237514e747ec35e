package io.millrace.agent.delivery;

import java.util.Locale;
import java.util.Set;

/** What can stand in a request's header (RFC 9110, 5). */
public final class HeaderRules {
  /** Set by whoever makes the connection. */
  private static final Set<String> OF_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private static final String NAME_SIGNS = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /** Whether the config may set it. */
  public static boolean mayBeSet(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(HeaderRules::isNameSign)
        && !OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isNameSign(int c) {
    boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter || (c >= '0' && c <= '9') || NAME_SIGNS.indexOf(c) >= 0;
  }

  /** Whether it can be sent: no control characters, and nothing beyond ISO 8859-1. */
  public static boolean isValue(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff));
  }
}
