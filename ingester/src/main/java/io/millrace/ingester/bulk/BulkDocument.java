package io.millrace.ingester.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ingester.enrich.MetadataNames;
import io.millrace.ingester.limits.EntryLimits;
import io.millrace.labels.Labels;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A document as an entry of a stream. */
record BulkDocument(Labels labels, long timestampNanos, String line, Labels metadata) {
  /** Logstash and those that follow it begin a new index each day; a stream should not. */
  private static final Pattern DATE = Pattern.compile("[-_.]\\d{4}([-_.]\\d{2}){1,2}$");

  /**
   * Reads a document.
   *
   * @param source is changed: what has found its place is taken out of it
   * @param nowNanos time of a document without one
   * @throws IllegalArgumentException when its time can't be read
   */
  static BulkDocument of(
      ObjectNode source, String index, BulkFields fields, EntryLimits limits, long nowNanos) {
    String whole = json(source);
    long time = time(source, fields.time(), nowNanos);
    Labels.Builder labels = new Labels.Builder();
    fields
        .labels()
        .forEach(
            (label, from) -> {
              String value = label(source, from, index);
              if (!value.isEmpty()) {
                labels.set(label, value);
              }
            });
    JsonNode line = take(source, fields.line());
    if (line != null && limits.allowStructuredMetadata()) {
      Map<String, String> rest = new LinkedHashMap<>();
      flatten("", source, rest);
      if (rest.size() <= limits.maxStructuredMetadataEntries()) {
        return new BulkDocument(labels.build(), time, text(line), Labels.of(rest));
      }
    }
    return new BulkDocument(labels.build(), time, whole, Labels.empty());
  }

  private static String label(ObjectNode source, List<String> from, String index) {
    for (String field : from) {
      if (field.equals(BulkFields.INDEX)) {
        String name = DATE.matcher(index).replaceFirst("");
        if (!name.isEmpty()) {
          return name;
        }
      } else {
        JsonNode value = take(source, List.of(field));
        if (value != null && !text(value).isEmpty()) {
          return text(value);
        }
      }
    }
    return "";
  }

  private static long time(ObjectNode source, List<String> fields, long nowNanos) {
    JsonNode value = take(source, fields);
    if (value == null) {
      return nowNanos;
    }
    if (value.canConvertToLong() && value.isNumber()) {
      return TimeUnit.MILLISECONDS.toNanos(value.longValue());
    }
    String text = value.asText();
    try {
      if (text.matches("-?\\d{1,15}")) {
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
      }
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "the time \"" + text + "\" is neither RFC 3339 nor milliseconds since 1970", e);
    }
  }

  /** Takes the first of the fields that is there out of the document. */
  private static @Nullable JsonNode take(ObjectNode source, List<String> fields) {
    for (String field : fields) {
      JsonNode found = take(source, field);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** A field whose name has dots, or one of an object that the part before a dot names. */
  private static @Nullable JsonNode take(ObjectNode source, String field) {
    JsonNode plain = source.get(field);
    if (plain != null && plain.isValueNode() && !plain.isNull()) {
      source.remove(field);
      return plain;
    }
    for (int dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
      if (source.get(field.substring(0, dot)) instanceof ObjectNode inner) {
        JsonNode found = take(inner, field.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static void flatten(String prefix, ObjectNode object, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue() instanceof ObjectNode inner) {
        flatten(name + "_", inner, into);
      } else if (!field.getValue().isNull() && hasLetterOrDigit(name)) {
        String value = text(field.getValue());
        if (!value.isEmpty()) {
          into.put(MetadataNames.normalize(name), value);
        }
      }
    }
  }

  /** Of other names nothing would be left. */
  private static boolean hasLetterOrDigit(String name) {
    return name.chars().anyMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : json(value);
  }

  private static String json(JsonNode value) {
    try {
      return BulkRequest.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written", e);
    }
  }
}
