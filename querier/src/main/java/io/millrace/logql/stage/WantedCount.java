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
  private final int needed;

  /** By number of name; 0 when not asked before. */
  private byte[] flags = new byte[64];

  private int inStream;
  private int found;
  private int extracted;
  private boolean complete;

  WantedCount(Wanted wanted, NameTable table) {
    this.names = wanted.names();
    this.table = table;
    this.needed = needed(wanted);
  }

  /**
   * How many labels stages have to set until nobody wants more. Loki never takes the error for one
   * of them, and looks for a suffixed name also without its suffix, which the stream has already.
   */
  private static int needed(Wanted wanted) {
    Set<String> names = wanted.names();
    if (names == null || wanted.keepsErrors()) {
      return Integer.MAX_VALUE;
    }
    boolean suffixed = names.stream().anyMatch(name -> name.endsWith(Wanted.EXTRACTED));
    return suffixed ? Integer.MAX_VALUE : names.size();
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
    extracted = 0;
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

  /** A stage has set the label, for the first time in this line. */
  void extracted(int id) {
    if (names != null && isWanted(id)) {
      found++;
      extracted++;
      complete = found + inStream >= names.size();
    }
  }

  /** True when a parser has just found the last of the wanted labels. */
  boolean isComplete() {
    return complete;
  }

  /**
   * True when stages have set all that is wanted; what the stream or the metadata have does not
   * count, as in Loki, where this decides whether a malformed line is an error.
   */
  boolean areAllExtracted() {
    return extracted >= needed;
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
