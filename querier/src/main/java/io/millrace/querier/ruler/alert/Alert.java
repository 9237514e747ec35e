package io.millrace.querier.ruler.alert;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alert at one time. Times are milliseconds since 1970, 0 for never.
 *
 * @param labels sorted; what the alert is known by
 * @param annotations sorted
 * @param activeAt since when there is a sample
 * @param firedAt when it began to fire
 * @param resolvedAt when it ceased to
 * @param keepFiringSince since when it fires without a sample
 * @param lastSentAt when a notification was last made
 * @param validUntil when whoever was notified may take it for resolved without hearing more
 */
public record Alert(
    Map<String, String> labels,
    Map<String, String> annotations,
    double value,
    AlertState state,
    long activeAt,
    long firedAt,
    long resolvedAt,
    long keepFiringSince,
    long lastSentAt,
    long validUntil) {
  public Alert {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  static Alert pending(
      Map<String, String> labels, Map<String, String> annotations, double value, long at) {
    return new Alert(labels, annotations, value, AlertState.PENDING, at, 0, 0, 0, 0, 0);
  }

  Alert seen(Map<String, String> newAnnotations, double newValue) {
    return new Alert(
        labels,
        newAnnotations,
        newValue,
        state,
        activeAt,
        firedAt,
        resolvedAt,
        0,
        lastSentAt,
        validUntil);
  }

  Alert firing(long at) {
    return new Alert(
        labels, annotations, value, AlertState.FIRING, activeAt, at, 0, 0, lastSentAt, validUntil);
  }

  Alert resolved(long at) {
    return new Alert(
        labels,
        annotations,
        value,
        AlertState.INACTIVE,
        activeAt,
        firedAt,
        at,
        keepFiringSince,
        lastSentAt,
        validUntil);
  }

  Alert keptFiring(long since) {
    return new Alert(
        labels,
        annotations,
        value,
        state,
        activeAt,
        firedAt,
        resolvedAt,
        since,
        lastSentAt,
        validUntil);
  }

  Alert sent(long at, long until) {
    return new Alert(
        labels,
        annotations,
        value,
        state,
        activeAt,
        firedAt,
        resolvedAt,
        keepFiringSince,
        at,
        until);
  }

  /** The same alert, with the time that nobody looked not counted as time that it was pending. */
  Alert afterGap(long millis) {
    return state == AlertState.PENDING
        ? new Alert(
            labels,
            annotations,
            value,
            state,
            activeAt + millis,
            firedAt,
            resolvedAt,
            keepFiringSince,
            lastSentAt,
            validUntil)
        : this;
  }

  /** Whether it waits or fires. */
  public boolean isActive() {
    return state != AlertState.INACTIVE;
  }
}
