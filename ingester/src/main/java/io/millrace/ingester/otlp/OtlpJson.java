package io.millrace.ingester.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.ingester.push.PushRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads an {@code ExportLogsServiceRequest} from JSON. Names are camelCase; snake_case is taken
 * too. Numbers of 64 bits may be strings, ids are hexadecimal.
 */
final class OtlpJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(200)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private OtlpJson() {}

  static OtlpLogs decode(byte[] body) throws PushRefusedException {
    JsonNode request;
    try {
      request = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new PushRefusedException(400, e.getOriginalMessage());
    } catch (IOException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
    if (!request.isObject()) {
      throw new PushRefusedException(400, "the request has to be a JSON object");
    }
    List<OtlpLogs.ResourceLogs> resources = new ArrayList<>();
    for (JsonNode resource : field(request, "resourceLogs")) {
      List<OtlpLogs.ScopeLogs> scopes = new ArrayList<>();
      for (JsonNode scope : field(resource, "scopeLogs")) {
        scopes.add(scopeLogs(scope));
      }
      resources.add(
          new OtlpLogs.ResourceLogs(
              attributes(field(field(resource, "resource"), "attributes")), scopes));
    }
    return new OtlpLogs(resources);
  }

  private static OtlpLogs.ScopeLogs scopeLogs(JsonNode node) throws PushRefusedException {
    JsonNode scope = field(node, "scope");
    List<OtlpLogs.LogRecord> records = new ArrayList<>();
    for (JsonNode item : field(node, "logRecords")) {
      records.add(logRecord(item));
    }
    return new OtlpLogs.ScopeLogs(
        new OtlpLogs.Scope(
            field(scope, "name").asText(""),
            field(scope, "version").asText(""),
            attributes(field(scope, "attributes")),
            integer(field(scope, "droppedAttributesCount"))),
        records);
  }

  private static OtlpLogs.LogRecord logRecord(JsonNode node) throws PushRefusedException {
    RecordFields fields = new RecordFields();
    fields.timeNanos = integer(field(node, "timeUnixNano"));
    fields.observedNanos = integer(field(node, "observedTimeUnixNano"));
    fields.severityNumber = (int) integer(field(node, "severityNumber"));
    fields.severityText = field(node, "severityText").asText("");
    fields.body = value(field(node, "body"));
    fields.attributes.addAll(attributes(field(node, "attributes")));
    fields.droppedAttributes = integer(field(node, "droppedAttributesCount"));
    fields.flags = integer(field(node, "flags"));
    fields.traceId = id(node, "traceId", 32);
    fields.spanId = id(node, "spanId", 16);
    return fields.build();
  }

  private static String id(JsonNode record, String name, int digits) throws PushRefusedException {
    String id = field(record, name).asText("").toLowerCase(Locale.ROOT);
    if (!id.isEmpty() && !(id.length() == digits && id.matches("[0-9a-f]+"))) {
      throw new PushRefusedException(400, name + " has to be " + digits + " hexadecimal digits");
    }
    return id;
  }

  private static List<OtlpValue.Attribute> attributes(JsonNode nodes) throws PushRefusedException {
    List<OtlpValue.Attribute> attributes = new ArrayList<>();
    for (JsonNode node : nodes) {
      attributes.add(
          new OtlpValue.Attribute(field(node, "key").asText(""), value(field(node, "value"))));
    }
    return attributes;
  }

  private static OtlpValue value(JsonNode node) throws PushRefusedException {
    if (!field(node, "stringValue").isMissingNode()) {
      return new OtlpValue.Text(field(node, "stringValue").asText());
    }
    if (!field(node, "boolValue").isMissingNode()) {
      return new OtlpValue.Bool(field(node, "boolValue").asBoolean());
    }
    if (!field(node, "intValue").isMissingNode()) {
      return new OtlpValue.Int(integer(field(node, "intValue")));
    }
    if (!field(node, "doubleValue").isMissingNode()) {
      return new OtlpValue.Decimal(field(node, "doubleValue").asDouble());
    }
    if (!field(node, "bytesValue").isMissingNode()) {
      return new OtlpValue.Bytes(field(node, "bytesValue").asText());
    }
    if (!field(node, "kvlistValue").isMissingNode()) {
      return new OtlpValue.Attributes(attributes(field(field(node, "kvlistValue"), "values")));
    }
    JsonNode array = field(node, "arrayValue");
    if (array.isMissingNode()) {
      return new OtlpValue.Empty();
    }
    List<OtlpValue> values = new ArrayList<>();
    for (JsonNode element : field(array, "values")) {
      values.add(value(element));
    }
    return new OtlpValue.Array(values);
  }

  private static long integer(JsonNode node) throws PushRefusedException {
    if (node.isMissingNode() || node.isNull()) {
      return 0;
    }
    try {
      return node.isTextual() ? Long.parseLong(node.textValue()) : node.asLong();
    } catch (NumberFormatException _) {
      throw new PushRefusedException(400, "not an integer: " + node);
    }
  }

  /** A field by its camelCase or its snake_case name; a missing node when it is not there. */
  private static JsonNode field(JsonNode node, String camelCase) {
    JsonNode found = node.path(camelCase);
    return found.isMissingNode() ? node.path(snakeCase(camelCase)) : found;
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
