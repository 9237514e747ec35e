package io.millrace.ingester.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.GoQuote;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Loki's JSON push: {@code {"streams":[{"stream":{"app":"a"},"values":[["1","line"]]}]}}.
 * Unknown keys are passed over at every level.
 */
final class JsonPush {
  static final String NO_STREAMS = "error at least one valid stream is required for ingestion";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final byte[] body;
  private final JsonParser json;

  private JsonPush(byte[] body, JsonParser json) {
    this.body = body;
    this.json = json;
  }

  static List<IncomingStream> decode(byte[] body) throws PushRefusedException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      return RawStream.parse(new JsonPush(body, parser).request());
    } catch (StreamReadException e) {
      throw new PushRefusedException(400, message(e));
    } catch (IOException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
  }

  private static String message(StreamReadException e) {
    return e.getOriginalMessage() + " at byte " + e.getLocation().getByteOffset();
  }

  private List<RawStream> request() throws IOException, PushRefusedException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw new PushRefusedException(400, "EOF");
    }
    List<RawStream> streams = new ArrayList<>();
    boolean any = false;
    if (first != JsonToken.VALUE_NULL) {
      expect(first, JsonToken.START_OBJECT, "the request");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        JsonToken value = json.nextToken();
        if (!key.equalsIgnoreCase("streams")) {
          json.skipChildren();
          continue;
        }
        // Of a repeated key the last value counts, here and below.
        streams.clear();
        any = false;
        if (value != JsonToken.VALUE_NULL) {
          expect(value, JsonToken.START_ARRAY, "streams");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            any = true;
            streams.add(stream());
          }
        }
      }
    }
    if (!any) {
      throw new PushRefusedException(422, NO_STREAMS);
    }
    return streams;
  }

  private RawStream stream() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "a stream");
    Map<String, String> labels = Map.of();
    EntryBatch.Builder entries = new EntryBatch.Builder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      switch (key) {
        case "stream" -> labels = labels(value);
        case "values" -> {
          if (value != JsonToken.VALUE_NULL) {
            entries = values(value);
          }
        }
        default -> json.skipChildren();
      }
    }
    return new RawStream(text(labels), entries.build());
  }

  /** Values that are no strings count as their JSON text, objects and arrays too. */
  private Map<String, String> labels(JsonToken start) throws IOException {
    expect(start, JsonToken.START_OBJECT, "a stream's labels");
    Map<String, String> labels = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = whole(json.currentName());
      JsonToken value = json.nextToken();
      labels.put(name, value.isStructStart() ? source() : whole(json.getText()));
    }
    return labels;
  }

  /** The request's own text of the object or array at hand. */
  private String source() throws IOException {
    int from = Math.toIntExact(json.currentTokenLocation().getByteOffset());
    if (from < 0) {
      throw syntax("the request is not in UTF-8");
    }
    json.skipChildren();
    int to = Math.toIntExact(json.currentTokenLocation().getByteOffset()) + 1;
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }

  /** A text, unless an escape in it names half of a surrogate pair. */
  private String whole(String text) throws StreamReadException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isSurrogatePair(c, text.charAt(i))) {
          throw syntax("a string has an escape for half of a surrogate pair");
        }
      }
    }
    return text;
  }

  /** The text that Loki makes of the labels and parses again, so that names are checked alike. */
  private static String text(Map<String, String> labels) {
    StringBuilder text = new StringBuilder("{");
    labels.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              if (text.length() > 1) {
                text.append(", ");
              }
              text.append(name).append('=');
              GoQuote.appendQuoted(text, String.valueOf(labels.get(name)));
            });
    return text.append('}').toString();
  }

  private EntryBatch.Builder values(JsonToken start) throws IOException {
    expect(start, JsonToken.START_ARRAY, "values");
    EntryBatch.Builder entries = new EntryBatch.Builder();
    while (true) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.END_ARRAY) {
        return entries;
      }
      if (token != JsonToken.VALUE_NULL) {
        expect(token, JsonToken.START_ARRAY, "an entry");
        entry(entries);
      }
    }
  }

  private void entry(EntryBatch.Builder entries) throws IOException {
    JsonToken token = json.nextToken();
    long timestamp = PushTimes.NOT_SENT;
    String line = "";
    Labels metadata = Labels.empty();
    if (token != JsonToken.END_ARRAY) {
      timestamp = timestamp(token);
      token = json.nextToken();
      if (token != JsonToken.END_ARRAY) {
        expect(token, JsonToken.VALUE_STRING, "a line");
        line = whole(json.getText());
        token = json.nextToken();
      }
    }
    if (token != JsonToken.END_ARRAY) {
      metadata = metadata(token);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
      }
    }
    entries.add(timestamp, line, metadata);
  }

  private long timestamp(JsonToken token) throws IOException {
    expect(token, JsonToken.VALUE_STRING, "a timestamp, which is a string of nanoseconds,");
    String text = json.getText();
    if (!text.matches("-?(0|[1-9][0-9]*)")) {
      throw syntax("timestamp " + GoQuote.quote(text) + " is no whole number of nanoseconds");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw syntax("timestamp " + text + " does not fit into 64 bits");
    }
  }

  private Labels metadata(JsonToken start) throws IOException {
    expect(start, JsonToken.START_OBJECT, "structured metadata");
    Labels.Builder metadata = new Labels.Builder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = whole(json.currentName());
      expect(json.nextToken(), JsonToken.VALUE_STRING, "a value of structured metadata");
      metadata.set(name, whole(json.getText()));
    }
    return metadata.build();
  }

  private void expect(JsonToken found, JsonToken expected, String what) throws IOException {
    if (found != expected) {
      throw syntax(what + " has to be " + name(expected) + ", but is " + name(found));
    }
  }

  private static String name(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> "something else";
    };
  }

  private StreamReadException syntax(String message) {
    return new JsonParseException(json, message);
  }
}
