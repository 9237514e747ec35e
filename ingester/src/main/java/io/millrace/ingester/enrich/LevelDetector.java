package io.millrace.ingester.enrich;

import io.millrace.labels.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the level of a log entry, as Loki's {@code discover_log_levels} does: from stream labels,
 * structured metadata, the fields of a JSON or logfmt line, or a word in the line, in this order.
 */
public final class LevelDetector {
  public static final String METADATA_NAME = "detected_level";

  /** Loki's default list of fields that hold a level, the preferred one first. */
  public static final List<String> DEFAULT_FIELDS =
      List.of(
          "level",
          "LEVEL",
          "Level",
          "log.level",
          "severity",
          "SEVERITY",
          "Severity",
          "SeverityText",
          "lvl",
          "LVL",
          "Lvl",
          "severity_text",
          "Severity_Text",
          "SEVERITY_TEXT");

  private final FieldNames fields;
  private final JsonLevelScanner json;
  private final LogfmtLevelScanner logfmt;

  /**
   * Looks at the given fields.
   *
   * @param jsonMaxDepth levels of nested objects of a JSON line that are looked at; no limit when
   *     zero or less
   */
  public LevelDetector(List<String> fields, int jsonMaxDepth) {
    this.fields = new FieldNames(fields);
    this.json = new JsonLevelScanner(this.fields, jsonMaxDepth);
    this.logfmt = new LogfmtLevelScanner(this.fields);
  }

  /**
   * The level that a stream's labels name, which then holds for all of its entries; null when they
   * name none.
   */
  public @Nullable String ofLabels(Labels labels) {
    String value = firstOf(labels);
    return value == null ? null : LogLevel.normalize(value);
  }

  /**
   * The level of one entry whose stream labels name none.
   *
   * @param metadata the entry's structured metadata, without {@code detected_level}
   * @return never empty; {@code unknown} when nothing is found
   */
  public String ofEntry(Labels metadata, byte[] text, int start, int end) {
    if (!metadata.isEmpty()) {
      String value = firstOf(metadata);
      if (value != null) {
        return LogLevel.normalize(value);
      }
      String severityNumber = metadata.get("severity_number");
      if (severityNumber != null) {
        return LogLevel.ofSeverityNumber(severityNumber);
      }
    }
    return ofLine(text, start, end);
  }

  /** The common form of a {@code detected_level} that the client has set itself. */
  public static String normalize(String level) {
    return LogLevel.normalize(level);
  }

  private @Nullable String firstOf(Labels labels) {
    for (String field : fields.asList()) {
      String value = labels.get(field);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private String ofLine(byte[] text, int start, int end) {
    String value = null;
    if (looksLikeJson(text, start, end)) {
      value = json.find(text, start, end);
    } else if (contains(text, start, end, (byte) '=')) {
      value = logfmt.find(text, start, end);
    }
    String level = value == null ? null : LogLevel.known(value);
    if (level == null) {
      level = KeywordLevelScanner.find(text, start, end);
    }
    return level == null ? LogLevel.UNKNOWN : level;
  }

  private static boolean looksLikeJson(byte[] text, int start, int end) {
    int first = start;
    int last = end - 1;
    while (first < end && isSpace(text[first])) {
      first++;
    }
    while (last > first && isSpace(text[last])) {
      last--;
    }
    return last > first && text[first] == '{' && text[last] == '}';
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean contains(byte[] text, int start, int end, byte wanted) {
    for (int i = start; i < end; i++) {
      if (text[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
