package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code <PRI>Jan _2 15:04:05 HOST TAG[PID]: TEXT} in one pass. As RFC 3164 section 4.3 asks,
 * what has no time there is text from the priority on; a time as in RFC 3339 is taken too.
 */
final class Rfc3164 {
  private static final int MAX_TAG = 48;

  private Rfc3164() {}

  /**
   * Reads a frame.
   *
   * @param end its length
   * @param nowNanos to find the year that the time does not say
   * @throws SyslogException when there is no priority
   */
  static SyslogMessage parse(byte[] bytes, int end, long nowNanos) throws SyslogException {
    FrameScanner in = new FrameScanner(bytes, end);
    int priority = in.priority();
    int start = in.position();
    long time = SyslogTime.bsd(bytes, start, end, nowNanos);
    if (time == Feed.NOW) {
      in.toSpace();
      time = SyslogTime.rfc3339(bytes, start, in.position());
    } else {
      in.position(start + SyslogTime.BSD_LENGTH);
    }
    if (time == Feed.NOW || !in.skip(' ')) {
      return new SyslogMessage(priority, Feed.NOW, null, null, null, null, List.of(), start);
    }
    int hostStart = in.position();
    in.toSpace();
    String host = in.text(hostStart, in.position());
    in.skip(' ');
    Tag tag = tag(bytes, end, in.position());
    return new SyslogMessage(
        priority,
        time,
        host.isEmpty() ? null : host,
        tag == null ? null : tag.app,
        tag == null ? null : tag.process,
        null,
        List.of(),
        tag == null ? in.position() : tag.end);
  }

  private record Tag(String app, @Nullable String process, int end) {}

  /** {@code TAG: } or {@code TAG[PID]: }; null when the text begins at once. */
  private static @Nullable Tag tag(byte[] bytes, int end, int start) {
    FrameScanner in = new FrameScanner(bytes, end);
    in.position(start);
    while (in.hasMore() && !in.isAt(' ') && !in.isAt(':') && !in.isAt('[')) {
      in.take();
    }
    int nameEnd = in.position();
    if (nameEnd == start || nameEnd - start > MAX_TAG) {
      return null;
    }
    String process = null;
    if (in.skip('[')) {
      int from = in.position();
      while (in.hasMore() && !in.isAt(']') && !in.isAt(' ')) {
        in.take();
      }
      process = in.text(from, in.position());
      if (!in.skip(']')) {
        return null;
      }
    }
    if (!in.skip(':')) {
      return null;
    }
    in.skip(' ');
    return new Tag(in.text(start, nameEnd), process, in.position());
  }
}
