package io.millrace.agent.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code {"streams":[{"stream":{"app":"a"},"values":[["1","line",{"id":"7"}]]}]}}: times in
 * nanoseconds as strings, structured metadata where there is any.
 */
final class JsonStreams {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonStreams() {}

  private record Entry(long timeNanos, String line, Labels metadata) {}

  private record Stream(Labels labels, List<Entry> entries) {}

  /**
   * Hands all of it on.
   *
   * @throws BadPushException when it is no push; then nothing was handed on
   */
  static void decode(byte[] body, PushedStreams into) throws BadPushException {
    List<Stream> streams = new ArrayList<>();
    JsonNode list = tree(body).path("streams");
    if (!list.isArray()) {
      throw new BadPushException("expected an object with the array \"streams\"");
    }
    for (JsonNode each : list) {
      streams.add(stream(each));
    }
    for (Stream stream : streams) {
      into.stream(stream.labels);
      for (Entry each : stream.entries) {
        byte[] line = each.line.getBytes(StandardCharsets.UTF_8);
        into.entry(each.timeNanos, line, 0, line.length, each.metadata);
      }
    }
  }

  private static JsonNode tree(byte[] body) throws BadPushException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new BadPushException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadPushException(e.toString());
    }
  }

  private static Stream stream(JsonNode node) throws BadPushException {
    List<Entry> entries = new ArrayList<>();
    JsonNode values = node.path("values");
    if (!values.isArray()) {
      throw new BadPushException("a stream without the array \"values\"");
    }
    for (JsonNode each : values) {
      entries.add(entry(each));
    }
    return new Stream(labels(node.path("stream"), "a stream's labels"), entries);
  }

  private static Entry entry(JsonNode node) throws BadPushException {
    JsonNode time = node.path(0);
    JsonNode line = node.path(1);
    if (!time.isTextual() || !line.isTextual()) {
      throw new BadPushException("an entry is [\"<nanoseconds>\", \"<line>\"]");
    }
    try {
      Labels metadata = node.has(2) ? labels(node.path(2), "structured metadata") : Labels.empty();
      return new Entry(Long.parseLong(time.textValue()), line.textValue(), metadata);
    } catch (NumberFormatException ignored) {
      throw new BadPushException("\"" + time.textValue() + "\" is no time in nanoseconds");
    }
  }

  private static Labels labels(JsonNode map, String what) throws BadPushException {
    if (!map.isObject()) {
      throw new BadPushException(what + " have to be an object");
    }
    Labels.Builder labels = Labels.empty().toBuilder();
    for (var each : map.properties()) {
      if (!each.getValue().isValueNode()) {
        throw new BadPushException(what + ": the value of " + each.getKey() + " is no string");
      }
      labels.set(each.getKey(), each.getValue().asText());
    }
    return labels.build();
  }
}
