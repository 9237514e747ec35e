package io.millrace.logql.stage;

import io.millrace.labels.Labels;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts which of the wanted labels a line has, so that a parser can stop at the last of them. One
 * per worker; not safe for concurrent use.
 */
final class WantedCount {
  private static final byte YES = 1;
  private static final byte NO = 2;

  /** Null when all labels are wanted. */
  private final @Nullable Set<String> names;

  private final NameTable table;

  /** By number of name; 0 when not asked before. */
  private byte[] flags = new byte[64];

  private int inStream;
  private int found;
  private boolean complete;

  WantedCount(Wanted wanted, NameTable table) {
    this.names = wanted.names();
    this.table = table;
  }

  /** Turns to another stream. */
  void stream(Labels labels) {
    inStream = 0;
    if (names != null) {
      for (String name : names) {
        inStream += labels.has(name) ? 1 : 0;
      }
    }
  }

  /** Turns to another line. */
  void nextLine() {
    found = 0;
    complete = false;
  }

  /** Numbers of names will stand for other names from now on. */
  void forgetNumbers() {
    Arrays.fill(flags, (byte) 0);
  }

  /** The line has the label from its metadata. */
  void given(int id) {
    if (names != null && isWanted(id)) {
      found++;
    }
  }

  /** A parser has set the label, for the first time in this line. */
  void extracted(int id) {
    if (names != null && isWanted(id)) {
      found++;
      complete = found + inStream >= names.size();
    }
  }

  /** True when a parser has just found the last of the wanted labels. */
  boolean isComplete() {
    return complete;
  }

  private boolean isWanted(int id) {
    if (id >= flags.length) {
      flags = Arrays.copyOf(flags, Math.max(id + 1, 2 * flags.length));
    }
    if (flags[id] == 0) {
      flags[id] = names != null && names.contains(table.name(id)) ? YES : NO;
    }
    return flags[id] == YES;
  }
}
