package io.millrace.agent.discovery;

import java.nio.file.Path;

/** Writes paths such that a pattern takes them literally. */
final class GlobText {
  private static final String META = "*?[]{}\\,";

  private GlobText() {}

  static String quote(Path path) {
    StringBuilder out = new StringBuilder();
    for (char c : path.toString().toCharArray()) {
      if (META.indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
