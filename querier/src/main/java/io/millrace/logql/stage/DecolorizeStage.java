package io.millrace.logql.stage;

import java.io.ByteArrayOutputStream;

/** Removes the control sequences of terminals. */
final class DecolorizeStage implements LineStage {
  private static final int ESCAPE = 0x1B;

  @Override
  public boolean apply(LineRun run) {
    byte[] buffer = run.lineBuffer();
    int to = run.lineEnd();
    ByteArrayOutputStream out = null;
    int copied = run.lineStart();
    for (int i = run.lineStart(); i < to; i++) {
      int introducer = introducer(buffer, i, to);
      int end = introducer == 0 ? -1 : sequenceEnd(buffer, i + introducer, to);
      if (end >= 0) {
        if (out == null) {
          out = new ByteArrayOutputStream(to - run.lineStart());
        }
        out.write(buffer, copied, i - copied);
        copied = end;
        i = end - 1;
      }
    }
    if (out != null) {
      out.write(buffer, copied, to - copied);
      byte[] line = out.toByteArray();
      run.setLine(line, 0, line.length);
    }
    return true;
  }

  /** Length of ESC or of U+009B in UTF-8. */
  private static int introducer(byte[] buffer, int at, int to) {
    if (buffer[at] == ESCAPE) {
      return 1;
    }
    return buffer[at] == (byte) 0xC2 && at + 1 < to && buffer[at + 1] == (byte) 0x9B ? 2 : 0;
  }

  private static boolean oneOf(byte[] buffer, int at, int to, String characters) {
    return at < to && characters.indexOf(buffer[at]) >= 0;
  }

  private static int sequenceEnd(byte[] buffer, int from, int to) {
    int at = from;
    while (oneOf(buffer, at, to, "[]()#;?")) {
      at++;
    }
    int command = commandEnd(buffer, at, to);
    if (command >= 0) {
      return command;
    }
    // The punctuation may itself be the beginning of what follows: give it back step by step.
    return parametersEnd(buffer, at, to);
  }

  /** Alphanumerics, separated by semicolons, up to a BEL. */
  private static int commandEnd(byte[] buffer, int from, int to) {
    int at = from;
    while (at < to && (Character.isLetterOrDigit(buffer[at]) || buffer[at] == ';')) {
      at++;
    }
    return at < to && buffer[at] == 0x07 ? at + 1 : -1;
  }

  /** Numbers separated by semicolons, and a final byte. */
  private static int parametersEnd(byte[] buffer, int from, int to) {
    int best = -1;
    int at = digits(buffer, from, to, 4);
    int digits = at - from;
    if (digits > 0) {
      while (at < to && buffer[at] == ';') {
        at = digits(buffer, at + 1, to, 4);
      }
    }
    for (int i = at; i >= from && best < 0; i--) {
      if (i < to && isFinal(buffer[i])) {
        best = i + 1;
      }
    }
    return best;
  }

  private static int digits(byte[] buffer, int from, int to, int most) {
    int at = from;
    while (at < to && at - from < most && buffer[at] >= '0' && buffer[at] <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isFinal(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'P')
        || b == 'R'
        || b == 'Z'
        || b == 'c'
        || (b >= 'f' && b <= 'n')
        || "tqry=><~".indexOf(b) >= 0;
  }
}
