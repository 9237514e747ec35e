package io.millrace.service.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an Authorization header says. */
sealed interface Credentials {
  /** No header, or one that is not understood. */
  record None() implements Credentials {}

  record Basic(String user, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[" + user + "]";
    }
  }

  record Bearer(String token) implements Credentials {
    @Override
    public String toString() {
      return "Bearer";
    }
  }

  static Credentials of(@Nullable String header) {
    int blank = header == null ? -1 : header.indexOf(' ');
    if (header == null || blank < 0) {
      return new None();
    }
    String value = header.substring(blank + 1).strip();
    return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "basic" -> basic(value);
      case "bearer" -> new Bearer(value);
      default -> new None();
    };
  }

  private static Credentials basic(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? new None()
          : new Basic(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException _) {
      return new None();
    }
  }
}
