package io.millrace.querier.ruler.alert;

import java.util.Locale;

/** How far an alert is. */
public enum AlertState {
  /** It has fired and is resolved; kept for a while to tell of that. */
  INACTIVE,
  /** There is a sample, not long enough yet. */
  PENDING,
  FIRING;

  /** The state as Prometheus writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
