package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import io.millrace.agent.syslog.SyslogMessage.Param;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code <PRI>VERSION TIME HOST APP PROCID MSGID STRUCTURED-DATA MSG} in one pass. Lengths of
 * the parts are bounded by the frame alone.
 */
final class Rfc5424 {
  private static final String NIL = "-";

  private final byte[] bytes;
  private final int end;
  private final FrameScanner in;

  private Rfc5424(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
    this.in = new FrameScanner(bytes, end);
  }

  /**
   * Reads a frame.
   *
   * @param end its length
   * @throws SyslogException with what is wrong and where
   */
  static SyslogMessage parse(byte[] bytes, int end) throws SyslogException {
    return new Rfc5424(bytes, end).message();
  }

  private SyslogMessage message() throws SyslogException {
    int priority = in.priority();
    if (in.number(3) < 1) {
      throw new SyslogException("no version after the priority");
    }
    in.expect(' ', "after the version");
    long time = time();
    String host = field("the host");
    String app = field("the application");
    String process = field("the process");
    String id = field("the message's id");
    List<Param> data = structuredData();
    if (in.hasMore()) {
      in.expect(' ', "after the structured data");
    }
    return new SyslogMessage(priority, time, host, app, process, id, data, textStart());
  }

  private long time() throws SyslogException {
    int start = in.position();
    in.toSpace();
    int stop = in.position();
    long nanos = Feed.NOW;
    if (!in.text(start, stop).equals(NIL)) {
      nanos = SyslogTime.rfc3339(bytes, start, stop);
      if (nanos == Feed.NOW) {
        throw new SyslogException("the time at byte " + start + " is no RFC 3339 time");
      }
    }
    in.expect(' ', "after the time");
    return nanos;
  }

  private @Nullable String field(String what) throws SyslogException {
    int start = in.position();
    in.toSpace();
    String text = in.text(start, in.position());
    if (text.isEmpty()) {
      throw new SyslogException("nothing at byte " + start + " for " + what);
    }
    in.expect(' ', "after " + what);
    return text.equals(NIL) ? null : text;
  }

  private List<Param> structuredData() throws SyslogException {
    if (in.skip('-')) {
      return List.of();
    }
    if (!in.isAt('[')) {
      in.expect('[', "before structured data");
    }
    List<Param> params = new ArrayList<>();
    while (in.skip('[')) {
      element(params);
    }
    return params;
  }

  private void element(List<Param> params) throws SyslogException {
    String element = name("an element's id");
    while (in.skip(' ')) {
      String name = name("a parameter's name");
      in.expect('=', "after a parameter's name");
      in.expect('"', "before a parameter's value");
      params.add(new Param(element, name, value()));
    }
    in.expect(']', "after an element");
  }

  private String name(String what) throws SyslogException {
    int start = in.position();
    while (in.hasMore() && !in.isAt(' ') && !in.isAt('=') && !in.isAt(']') && !in.isAt('"')) {
      in.take();
    }
    if (in.position() == start) {
      throw new SyslogException("nothing at byte " + start + " for " + what);
    }
    return in.text(start, in.position());
  }

  /** Up to the closing quote; a backslash takes its meaning from a quote, a bracket or itself. */
  private String value() throws SyslogException {
    int start = in.position();
    ByteArrayOutputStream unescaped = null;
    while (in.hasMore()) {
      int at = in.position();
      byte next = in.take();
      if (next == '"') {
        return unescaped == null ? in.text(start, at) : unescaped.toString(StandardCharsets.UTF_8);
      }
      boolean isEscape = next == '\\' && (in.isAt('"') || in.isAt('\\') || in.isAt(']'));
      if (isEscape && unescaped == null) {
        unescaped = new ByteArrayOutputStream();
        unescaped.write(bytes, start, at - start);
      }
      if (isEscape) {
        next = in.take();
      }
      if (unescaped != null) {
        unescaped.write(next);
      }
    }
    throw new SyslogException("the value at byte " + start + " has no end");
  }

  /** Behind the byte order mark, which says no more than that the text is UTF-8. */
  private int textStart() {
    int at = in.position();
    boolean hasMark =
        end - at >= 3
            && bytes[at] == (byte) 0xef
            && bytes[at + 1] == (byte) 0xbb
            && bytes[at + 2] == (byte) 0xbf;
    return hasMark ? at + 3 : at;
  }
}
