package io.millrace.querier.ruler.notify;

import io.millrace.querier.ruler.alert.Alert;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an Alertmanager is told.
 *
 * @param labels the alert's, and those of this server that the alert does not have itself
 * @param generatorUrl where the alert comes from
 */
public record Notification(Map<String, String> labels, Alert alert, String generatorUrl) {
  public Notification {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
