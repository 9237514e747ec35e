package io.millrace.agent.delivery;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer of the push API means for the batch. */
sealed interface Verdict {
  /** Stored. */
  record Accepted() implements Verdict {}

  /**
   * Part of it was refused for good, the rest is stored: Loki's validation errors.
   *
   * @param refused how many entries, if the server says so
   */
  record PartlyRefused(OptionalLong refused) implements Verdict {}

  /** Nothing was stored because of a part that cannot be read: find that part. */
  record Unreadable() implements Verdict {}

  /** Nothing was stored because it is too large. */
  record TooLarge() implements Verdict {}

  /**
   * To be sent again later.
   *
   * @param isAlarm whether it needs a person: credentials, address
   */
  record TryAgain(boolean isAlarm) implements Verdict {}

  /** Refused for good. */
  record Refused() implements Verdict {}

  /** The last words of Loki's error for a request of which a part was refused. */
  Pattern IGNORED = Pattern.compile("total ignored: (\\d{1,18}) out of");

  /** Judges a status and the start of the answer's body. */
  static Verdict of(int status, String message) {
    if (status >= 200 && status < 300) {
      return new Accepted();
    }
    return switch (status) {
      case 400 -> badRequest(message.toLowerCase(Locale.ROOT));
      case 401, 403, 404, 405, 407 -> new TryAgain(true);
      case 408, 425, 429 -> new TryAgain(false);
      case 413 -> new TooLarge();
      default -> status >= 500 || status < 400 ? new TryAgain(status < 400) : new Refused();
    };
  }

  private static Verdict badRequest(String message) {
    if (message.contains("rate limit")) {
      return new TryAgain(false);
    }
    Matcher ignored = IGNORED.matcher(message);
    if (ignored.find()) {
      return new PartlyRefused(OptionalLong.of(Long.parseLong(ignored.group(1))));
    }
    boolean isUnreadable =
        message.contains("parse")
            || message.contains("parsing")
            || message.contains("proto:")
            || message.contains("snappy")
            || message.contains("unexpected eof");
    return isUnreadable ? new Unreadable() : new PartlyRefused(OptionalLong.empty());
  }
}
