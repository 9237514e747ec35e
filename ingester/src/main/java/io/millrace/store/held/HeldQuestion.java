package io.millrace.store.held;

import com.google.re2j.PatternSyntaxException;
import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process wants to know of another's memory.
 *
 * @param blocks whether entries are wanted, and not label sets alone
 * @param since up to where the asker knows what was flushed
 */
public record HeldQuestion(
    String tenant,
    List<LabelMatcher> matchers,
    long startNanos,
    long endNanos,
    boolean blocks,
    FlushCursor since) {
  private static final int VERSION = 1;
  private static final int MAX_MATCHERS = 10_000;

  public HeldQuestion {
    matchers = List.copyOf(matchers);
  }

  /** The same question of an asker that knows other flushes. */
  public HeldQuestion since(FlushCursor cursor) {
    return new HeldQuestion(tenant, matchers, startNanos, endNanos, blocks, cursor);
  }

  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(256).u8(VERSION).utf8(tenant);
    out.svarint(startNanos).svarint(endNanos).u8(blocks ? 1 : 0);
    out.utf8(since.run()).uvarint(since.sequence()).uvarint(matchers.size());
    for (LabelMatcher matcher : matchers) {
      out.utf8(matcher.name()).utf8(matcher.type().operator()).utf8(matcher.value());
    }
    return out.toByteArray();
  }

  /**
   * Reads a question.
   *
   * @throws FormatException when it is none
   */
  public static HeldQuestion parse(byte[] bytes) throws FormatException {
    ByteCursor in = new ByteCursor(bytes);
    int version = in.u8("version");
    if (version != VERSION) {
      throw FormatException.tooNew(0, "question of version " + version);
    }
    String tenant = in.utf8("tenant");
    long start = in.svarint("start");
    long end = in.svarint("end");
    boolean blocks = in.u8("blocks") != 0;
    FlushCursor since = new FlushCursor(in.utf8("run"), in.uvarint("sequence"));
    List<LabelMatcher> matchers = new ArrayList<>();
    for (int left = in.count("matchers", MAX_MATCHERS); left > 0; left--) {
      matchers.add(matcher(in));
    }
    return new HeldQuestion(tenant, matchers, start, end, blocks, since);
  }

  private static LabelMatcher matcher(ByteCursor in) throws FormatException {
    String name = in.utf8("label");
    LabelMatcher.Type type = type(in);
    String value = in.utf8("value");
    try {
      return new LabelMatcher(name, type, value);
    } catch (PatternSyntaxException e) {
      throw FormatException.damaged(in.offset(), "matcher: " + e.getMessage());
    }
  }

  private static LabelMatcher.Type type(ByteCursor in) throws FormatException {
    String operator = in.utf8("operator");
    for (LabelMatcher.Type type : LabelMatcher.Type.values()) {
      if (type.operator().equals(operator)) {
        return type;
      }
    }
    throw FormatException.damaged(in.offset(), "a matcher with the operator " + operator);
  }
}
