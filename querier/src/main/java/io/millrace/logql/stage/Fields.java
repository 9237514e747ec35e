package io.millrace.logql.stage;

import io.millrace.units.Utf8;

/** Sets labels from the bytes of a line. */
final class Fields {
  private Fields() {}

  /** Sets a label to bytes that need no unescaping; what is not UTF-8 becomes blanks. */
  static void set(LineRun run, int label, byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < 0) {
        run.set(label, Utf8.decode(buffer, from, to).replace('\uFFFD', ' '));
        return;
      }
    }
    run.set(label, buffer, from, to);
  }
}
