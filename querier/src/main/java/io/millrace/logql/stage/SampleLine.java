package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import java.util.Arrays;

/** A line of a template: zeros stand where it has variables, as text or as number. */
final class SampleLine {
  /** There is no variable. */
  static final int CONSTANT = -1;

  /** A variable is there, and something else. */
  static final int UNCLEAR = -2;

  private static final byte SAMPLE = '0';

  private final byte[] bytes;

  /** Where the variables lie. */
  private final int[] places;

  SampleLine(LineTemplate template) {
    bytes = template.text().clone();
    places = new int[template.variables()];
    int found = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == LineTemplate.VARIABLE) {
        places[found++] = i;
        bytes[i] = SAMPLE;
      }
    }
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The variable that is all of {@code bytes[from..to)}, or a constant above. */
  int variableAt(int from, int to) {
    int found = Arrays.binarySearch(places, from);
    if (found >= 0 && to == from + 1) {
      return found;
    }
    int next = found >= 0 ? found : -found - 1;
    return next < places.length && places[next] < to ? UNCLEAR : CONSTANT;
  }
}
