package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A recorded request and its answer. */
record ConformanceCase(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static List<ConformanceCase> ofCategory(String category) throws IOException {
    List<ConformanceCase> cases = new ArrayList<>();
    String text = new String(resource("cases/" + category + ".jsonl"), StandardCharsets.UTF_8);
    // Lines end with LF alone; other line separators occur inside of strings.
    for (String line : text.split("\n", -1)) {
      if (!line.isBlank()) {
        cases.add(new ConformanceCase(MAPPER.readTree(line)));
      }
    }
    return cases;
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = ConformanceCase.class.getResourceAsStream("/conformance/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  static JsonNode parse(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  String id() {
    return json.path("id").asText();
  }

  JsonNode expect() {
    return json.path("expect");
  }

  @Override
  public String toString() {
    return id() + " " + json.path("params");
  }
}
