package io.millrace.ingester.push;

import java.util.Locale;

/** Why entries were refused: the {@code reason} of Loki's {@code loki_discarded_samples_total}. */
public enum DiscardReason {
  MISSING_LABELS,
  MAX_LABEL_NAMES_PER_SERIES,
  LABEL_NAME_TOO_LONG,
  LABEL_VALUE_TOO_LONG,
  DUPLICATE_LABEL_NAMES,
  MISSING_ENFORCED_LABELS,
  GREATER_THAN_MAX_SAMPLE_AGE,
  TOO_FAR_IN_FUTURE,
  LINE_TOO_LONG,
  DISALLOWED_STRUCTURED_METADATA,
  STRUCTURED_METADATA_TOO_LARGE,
  STRUCTURED_METADATA_TOO_MANY,
  RATE_LIMITED,
  STREAM_LIMIT,
  PER_STREAM_RATE_LIMIT,
  TOO_FAR_BEHIND;

  /** The label's value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
