package io.millrace.agent.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.labels.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Labels and JSON of an entry's fields. */
final class JournalFields {
  private static final String PREFIX = "__journal_";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PRIORITIES =
      List.of("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug");

  private JournalFields() {}

  /**
   * {@code __journal_} and the field's name in lower case: {@code _HOSTNAME} becomes {@code
   * __journal__hostname}. {@code PRIORITY} is there as a word, too.
   *
   * @param fixed labels that the source gives every entry
   */
  static Labels labels(Map<String, String> fields, Labels fixed) {
    Labels.Builder labels = Labels.empty().toBuilder();
    fields.forEach((name, value) -> labels.set(PREFIX + name.toLowerCase(Locale.ROOT), value));
    String priority = fields.get("PRIORITY");
    if (priority != null) {
      boolean isKnown =
          priority.length() == 1 && priority.charAt(0) >= '0' && priority.charAt(0) <= '7';
      labels.set(
          PREFIX + "priority_keyword",
          isKnown ? PRIORITIES.get(priority.charAt(0) - '0') : priority);
    }
    fixed.forEach(labels::set);
    return labels.build();
  }

  /** All fields as an object, sorted by name. */
  static String json(SortedMap<String, String> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of text is always JSON", e);
    }
  }
}
