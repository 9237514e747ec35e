package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a message.
 *
 * @param priority facility times 8 plus severity, 0 to 191
 * @param timeNanos since 1970, or {@link Feed#NOW} when it has none
 * @param textStart where the text begins in the frame; the frame's end when there is none
 */
record SyslogMessage(
    int priority,
    long timeNanos,
    @Nullable String host,
    @Nullable String app,
    @Nullable String process,
    @Nullable String id,
    List<Param> structuredData,
    int textStart) {
  static final int MAX_PRIORITY = 191;

  private static final List<String> SEVERITIES =
      List.of(
          "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug");
  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "security",
          "console",
          "solaris-cron",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  /** A parameter of structured data: {@code [element name="value"]}. */
  record Param(String element, String name, String value) {}

  String severity() {
    return SEVERITIES.get(priority & 7);
  }

  String facility() {
    return FACILITIES.get(priority >>> 3);
  }
}
