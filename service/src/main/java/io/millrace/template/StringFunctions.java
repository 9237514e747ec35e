package io.millrace.template;

import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.Utf8;
import io.millrace.units.ValueException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Functions over text. Where they count, they count bytes, as Go does, unless said otherwise. */
final class StringFunctions {
  private StringFunctions() {}

  private interface Unary {
    String apply(String text) throws TemplateException;
  }

  private static void unary(Map<String, Function> all, String name, Unary body) {
    all.put(name, new Function("s", (a, _) -> body.apply((String) a[0])));
  }

  static void addTo(Map<String, Function> all) {
    for (String name : new String[] {"lower", "ToLower"}) {
      unary(all, name, s -> map(s, Character::toLowerCase));
    }
    for (String name : new String[] {"upper", "ToUpper"}) {
      unary(all, name, s -> map(s, Character::toUpperCase));
    }
    for (String name : new String[] {"trim", "TrimSpace"}) {
      unary(all, name, s -> trim(s, StringFunctions::isSpace, true, true));
    }
    unary(all, "title", StringFunctions::title);
    unary(all, "urlencode", Escapes::query);
    unary(all, "urldecode", Escapes::unescapeQuery);
    unary(all, "b64dec", Base64Text::decode);
    unary(
        all, "b64enc", s -> Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8)));
    addTrimming(all);
    all.put("contains", new Function("ss", (a, _) -> ((String) a[1]).contains((String) a[0])));
    all.put("hasPrefix", new Function("ss", (a, _) -> ((String) a[1]).startsWith((String) a[0])));
    all.put("hasSuffix", new Function("ss", (a, _) -> ((String) a[1]).endsWith((String) a[0])));
    all.put("trunc", new Function("is", (a, _) -> truncate((Long) a[0], (String) a[1])));
    all.put(
        "substr",
        new Function("iis", (a, _) -> substring((Long) a[0], (Long) a[1], (String) a[2])));
    all.put(
        "replace",
        new Function(
            "sss", (a, run) -> replace((String) a[2], (String) a[0], (String) a[1], -1, run)));
    all.put(
        "Replace",
        new Function(
            "sssi",
            (a, run) -> replace((String) a[0], (String) a[1], (String) a[2], (Long) a[3], run)));
    all.put("repeat", new Function("is", (a, run) -> repeat((Long) a[0], (String) a[1], run)));
    all.put("indent", new Function("is", (a, run) -> indent((Long) a[0], (String) a[1], run)));
    all.put(
        "nindent", new Function("is", (a, run) -> "\n" + indent((Long) a[0], (String) a[1], run)));
    all.put(
        "alignLeft", new Function("is", (a, run) -> align((Long) a[0], (String) a[1], true, run)));
    all.put(
        "alignRight",
        new Function("is", (a, run) -> align((Long) a[0], (String) a[1], false, run)));
    all.put("bytes", new Function("s", (a, _) -> bytes((String) a[0])));
    all.put("duration", new Function("s", (a, _) -> seconds((String) a[0])));
    all.put("duration_seconds", new Function("s", (a, _) -> seconds((String) a[0])));
  }

  private static void addTrimming(Map<String, Function> all) {
    all.put(
        "Trim", new Function("ss", (a, _) -> trimSet((String) a[0], (String) a[1], true, true)));
    all.put(
        "TrimLeft",
        new Function("ss", (a, _) -> trimSet((String) a[0], (String) a[1], true, false)));
    all.put(
        "TrimRight",
        new Function("ss", (a, _) -> trimSet((String) a[0], (String) a[1], false, true)));
    all.put(
        "trimAll", new Function("ss", (a, _) -> trimSet((String) a[1], (String) a[0], true, true)));
    all.put("TrimPrefix", new Function("ss", (a, _) -> trimPrefix((String) a[0], (String) a[1])));
    all.put("TrimSuffix", new Function("ss", (a, _) -> trimSuffix((String) a[0], (String) a[1])));
    all.put("trimPrefix", new Function("ss", (a, _) -> trimPrefix((String) a[1], (String) a[0])));
    all.put("trimSuffix", new Function("ss", (a, _) -> trimSuffix((String) a[1], (String) a[0])));
  }

  /** Maps character by character, unlike Java's own, which may grow a text. */
  private static String map(String text, IntUnaryOperator operator) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(operator).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || c == 0x85 || c == 0xA0 || Character.isSpaceChar(c);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int before = ' ';
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      out.appendCodePoint(isSeparator(before) ? Character.toTitleCase(c) : c);
      before = c;
    }
    return out.toString();
  }

  private static boolean isSeparator(int c) {
    if (Character.isLetterOrDigit(c) || c == '_') {
      return false;
    }
    return c < 0x80 || isSpace(c);
  }

  private static String trim(String text, IntPredicate drop, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && drop.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && drop.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static String trimSet(String text, String set, boolean left, boolean right) {
    return trim(text, c -> set.indexOf(c) >= 0, left, right);
  }

  private static String trimPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String trimSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String truncate(long count, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (count >= 0) {
      return count < bytes.length ? Utf8.decode(bytes, 0, (int) count) : text;
    }
    return bytes.length + count > 0
        ? Utf8.decode(bytes, (int) (bytes.length + count), bytes.length)
        : text;
  }

  private static String substring(long start, long end, String text) throws TemplateException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long from = Math.max(0, start);
    long to = start >= 0 && (end < 0 || end > bytes.length) ? bytes.length : end;
    if (start < 0 && (to < 0 || to > bytes.length)) {
      throw new TemplateException(
          "runtime error: slice bounds out of range [:"
              + to
              + "]"
              + (to < 0 ? "" : " with length " + bytes.length));
    }
    if (from > to) {
      boolean open = end < 0 || end > bytes.length;
      throw new TemplateException(
          "runtime error: slice bounds out of range ["
              + from
              + ":"
              + (open ? bytes.length : to)
              + "]");
    }
    return Utf8.decode(bytes, (int) from, (int) to);
  }

  private static String replace(String text, String old, String with, long limit, RunContext run) {
    StringBuilder out = new StringBuilder(text.length());
    long left = limit < 0 ? Long.MAX_VALUE : limit;
    int at = 0;
    if (old.isEmpty()) {
      // An empty text stands before every character and at the end.
      while (left > 0 && at <= text.length()) {
        out.append(with);
        run.charge(with.length());
        left--;
        if (at == text.length()) {
          return out.toString();
        }
        int next = at + Character.charCount(text.codePointAt(at));
        out.append(text, at, next);
        at = next;
      }
      return out.append(text, at, text.length()).toString();
    }
    int found = text.indexOf(old);
    while (found >= 0 && left > 0) {
      out.append(text, at, found).append(with);
      run.charge(with.length());
      at = found + old.length();
      found = text.indexOf(old, at);
      left--;
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String repeat(long count, String text, RunContext run) throws TemplateException {
    if (count < 0) {
      throw new TemplateException("strings: negative Repeat count");
    }
    run.charge(count > Integer.MAX_VALUE ? Long.MAX_VALUE : count * text.length());
    return text.repeat((int) count);
  }

  private static String indent(long count, String text, RunContext run) throws TemplateException {
    String blanks = repeat(count, " ", run);
    return blanks + replace(text, "\n", "\n" + blanks, -1, run);
  }

  private static String align(long width, String text, boolean left, RunContext run)
      throws TemplateException {
    int length = text.codePointCount(0, text.length());
    if (width < 0 || width == length) {
      return text;
    }
    if (width > length) {
      String blanks = repeat(width - length, " ", run);
      return left ? text + blanks : blanks + text;
    }
    return left
        ? text.substring(0, text.offsetByCodePoints(0, (int) width))
        : text.substring(text.offsetByCodePoints(0, length - (int) width));
  }

  private static Double bytes(String text) throws TemplateException {
    try {
      return ByteSize.toDouble(ByteSize.parse(text));
    } catch (ValueException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  private static Double seconds(String text) throws TemplateException {
    try {
      return GoDuration.parse(text) / 1e9;
    } catch (ValueException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }
}
