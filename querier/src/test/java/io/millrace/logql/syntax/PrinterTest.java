package io.millrace.logql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> cases(String category) throws IOException {
    try (InputStream in =
        PrinterTest.class.getResourceAsStream("/conformance/cases/" + category + ".jsonl")) {
      List<JsonNode> cases = new ArrayList<>();
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        cases.add(JSON.readTree(line));
      }
      return cases;
    }
  }

  @Test
  void reportsErrorsAtThePlaceThatLokiNames() throws IOException {
    List<String> differences = new ArrayList<>();
    for (JsonNode item : cases("parse-errors")) {
      String expected = item.path("expect").path("text").asText("");
      if (item.path("expect").path("status").asInt() != 400 || expected.contains(" stage '")) {
        continue;
      }
      String got = "accepted";
      try {
        Parser.parse(item.path("params").path("query").asText());
      } catch (ParseException e) {
        got = String.valueOf(e.getMessage());
      }
      int place = expected.indexOf("syntax error");
      boolean same =
          place < 0 ? got.equals(expected) : got.startsWith(expected.substring(0, place));
      if (!same) {
        differences.add(
            item.path("params").path("query").asText()
                + "\n  want "
                + expected
                + "\n  got  "
                + got);
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void printsWhatLokiPrints() throws IOException {
    List<String> differences = new ArrayList<>();
    for (JsonNode item : cases("format-query")) {
      if (item.path("expect").path("status").asInt() != 200) {
        continue;
      }
      String got = Prettifier.format(Parser.parse(item.path("params").path("query").asText()));
      String expected = item.path("expect").path("json").path("data").asText();
      if (!got.equals(expected)) {
        differences.add(expected + " != " + got);
      }
    }
    assertThat(differences).isEmpty();
  }
}
