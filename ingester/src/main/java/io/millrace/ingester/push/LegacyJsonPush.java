package io.millrace.ingester.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the JSON of the legacy {@code /api/prom/push}: label text, and entries with RFC 3339 times.
 */
final class LegacyJsonPush {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LegacyJsonPush() {}

  static List<IncomingStream> decode(byte[] body) throws PushRefusedException {
    JsonNode request;
    try {
      request = MAPPER.readTree(body);
    } catch (IOException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
    if (request.isMissingNode()) {
      throw new PushRefusedException(400, "EOF");
    }
    if (!request.isObject() && !request.isNull()) {
      throw new PushRefusedException(400, "the request has to be a JSON object");
    }
    List<RawStream> streams = new ArrayList<>();
    for (JsonNode stream : array(request, "streams")) {
      EntryBatch.Builder entries = new EntryBatch.Builder();
      for (JsonNode entry : array(stream, "entries")) {
        entries.add(
            nanos(text(entry, "ts")),
            text(entry, "line"),
            metadata(entry.path("structuredMetadata")));
      }
      streams.add(new RawStream(text(stream, "labels"), entries.build()));
    }
    if (streams.isEmpty()) {
      throw new PushRefusedException(422, JsonPush.NO_STREAMS);
    }
    return RawStream.parse(streams);
  }

  private static JsonNode array(JsonNode object, String key) throws PushRefusedException {
    JsonNode value = object.path(key);
    if (!value.isArray() && !value.isMissingNode() && !value.isNull()) {
      throw new PushRefusedException(400, key + " has to be an array");
    }
    return value;
  }

  private static String text(JsonNode object, String key) throws PushRefusedException {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new PushRefusedException(400, key + " has to be a string");
    }
    return value.textValue();
  }

  private static Labels metadata(JsonNode object) throws PushRefusedException {
    Labels.Builder metadata = new Labels.Builder();
    for (var field : object.properties()) {
      metadata.set(field.getKey(), text(object, field.getKey()));
    }
    return metadata.build();
  }

  private static long nanos(String rfc3339) throws PushRefusedException {
    if (rfc3339.isEmpty()) {
      return PushTimes.NOT_SENT;
    }
    try {
      Instant instant = OffsetDateTime.parse(rfc3339).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException _) {
      throw new PushRefusedException(
          400, "ts has to be an RFC 3339 time, but is \"" + rfc3339 + '"');
    }
  }
}
