package io.millrace.ingester.push;

import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.ParsedLabels;
import io.millrace.labels.StreamLabelsParser;

/** Reads the label text of a pushed stream, in the way that Loki refuses it. */
final class StreamLabels {
  /** Loki's cap on the text of one label set. */
  private static final int MAX_BYTES = 16 << 20;

  private StreamLabels() {}

  static ParsedLabels parse(String text) throws PushRefusedException {
    if (text.length() > MAX_BYTES) {
      throw new PushRefusedException(413, "label set of " + text.length() + " characters");
    }
    try {
      return StreamLabelsParser.parse(text);
    } catch (LabelsSyntaxException e) {
      throw new PushRefusedException(400, "couldn't parse labels: " + e.getMessage());
    }
  }
}
