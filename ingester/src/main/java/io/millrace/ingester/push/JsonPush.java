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

  private final JsonParser json;

  private JsonPush(JsonParser json) {
    this.json = json;
  }

  static List<IncomingStream> decode(byte[] body) throws PushRefusedException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      return new JsonPush(parser).request();
    } catch (StreamReadException e) {
      throw new PushRefusedException(400, message(e));
    } catch (IOException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
  }

  private static String message(StreamReadException e) {
    return e.getOriginalMessage() + " at byte " + e.getLocation().getByteOffset();
  }

  private List<IncomingStream> request() throws IOException, PushRefusedException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw new PushRefusedException(400, "EOF");
    }
    List<IncomingStream> streams = new ArrayList<>();
    boolean any = false;
    if (first != JsonToken.VALUE_NULL) {
      expect(first, JsonToken.START_OBJECT, "the request");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        JsonToken value = json.nextToken();
        if (!key.equals("streams")) {
          json.skipChildren();
        } else if (value != JsonToken.VALUE_NULL) {
          expect(value, JsonToken.START_ARRAY, "streams");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            any = true;
            stream(streams);
          }
        }
      }
    }
    if (!any) {
      throw new PushRefusedException(422, NO_STREAMS);
    }
    return streams;
  }

  private void stream(List<IncomingStream> streams) throws IOException, PushRefusedException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "a stream");
    Map<String, String> labels = new LinkedHashMap<>();
    EntryBatch.Builder entries = new EntryBatch.Builder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      switch (key) {
        case "stream" -> {
          if (value != JsonToken.VALUE_NULL) {
            labels(value, labels);
          }
        }
        case "values" -> {
          if (value != JsonToken.VALUE_NULL) {
            values(value, entries);
          }
        }
        default -> json.skipChildren();
      }
    }
    if (entries.size() > 0) {
      streams.add(new IncomingStream(StreamLabels.parse(text(labels)), entries.build()));
    }
  }

  /** Values that are no strings count as their JSON text. */
  private void labels(JsonToken start, Map<String, String> labels) throws IOException {
    expect(start, JsonToken.START_OBJECT, "a stream's labels");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value.isStructStart()) {
        throw syntax("the value of label " + GoQuote.quote(name) + " is no string");
      }
      labels.put(name, json.getText());
    }
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

  private void values(JsonToken start, EntryBatch.Builder entries) throws IOException {
    expect(start, JsonToken.START_ARRAY, "values");
    while (true) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.END_ARRAY) {
        return;
      }
      if (token != JsonToken.VALUE_NULL) {
        expect(token, JsonToken.START_ARRAY, "an entry");
        entry(entries);
      }
    }
  }

  private void entry(EntryBatch.Builder entries) throws IOException {
    JsonToken token = json.nextToken();
    long timestamp = 0;
    String line = "";
    Labels metadata = Labels.empty();
    if (token != JsonToken.END_ARRAY) {
      timestamp = timestamp(token);
      token = json.nextToken();
      if (token != JsonToken.END_ARRAY) {
        expect(token, JsonToken.VALUE_STRING, "a line");
        line = json.getText();
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
      String name = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING, "a value of structured metadata");
      metadata.set(name, json.getText());
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
