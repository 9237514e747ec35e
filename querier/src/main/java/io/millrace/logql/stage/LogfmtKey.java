package io.millrace.logql.stage;

import java.util.ArrayList;
import java.util.List;

/** The expressions of {@code logfmt label="key"}: one key, bare or quoted. */
final class LogfmtKey {
  private LogfmtKey() {}

  static String parse(String expression) throws StageException {
    List<String> keys = new ArrayList<>();
    int at = 0;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (" \t\r\n".indexOf(c) >= 0) {
        at++;
      } else if (c == '"') {
        int close = expression.indexOf('"', at + 1);
        int end = close < 0 ? expression.length() : close;
        keys.add(expression.substring(at + 1, end));
        at = end + 1;
      } else if (isKeyPart(c)) {
        int from = at;
        while (at < expression.length() && isKeyPart(expression.charAt(at))) {
          at++;
        }
        keys.add(expression.substring(from, at));
      } else {
        throw bad(expression, "unexpected char " + c);
      }
    }
    if (keys.isEmpty()) {
      throw bad(expression, "syntax error: unexpected $end, expecting STRING or KEY");
    }
    if (keys.size() > 1) {
      throw bad(expression, "syntax error: unexpected KEY");
    }
    return keys.getFirst();
  }

  private static boolean isKeyPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static StageException bad(String expression, String problem) {
    return new StageException("cannot parse expression [" + expression + "]: " + problem);
  }
}
