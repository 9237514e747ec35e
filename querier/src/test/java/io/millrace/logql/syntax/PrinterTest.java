package io.millrace.logql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Parser.parseToRun(item.path("params").path("query").asText());
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

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "rate({a=\"b\"}[5m]) by (a) x => at line 1, col 26: syntax error: unexpected IDENTIFIER",
        "(({a=\"b\"}) + 1 => at line 1, col 15: syntax error: unexpected $end",
        "1 + (1 and 2 => at line 1, col 13: syntax error: unexpected $end",
        "sum(5, rate({a=\"b\"}[5m]) by (a)) => : unsupported parameter for operation sum(5,",
        "topk(rate({}[5m]) by (a)) => : parameter required for operation topk",
        "sort(sum(2, vector(1))) by (c) => ~: sort and sort_desc doesn't allow grouping by ~",
        "(1 and 2) + rate({}[5m]) by (a) => : unexpected literal for left leg of logical/set binary operation (and): 1.000000",
        "rate({a=\"b\"}[5m]) by (a) + (1 and 2) => : grouping not allowed for rate aggregation",
        "0x10 and vector(1) => : unable to parse literal as a float: strconv.ParseFloat: parsing \"0x10\": invalid syntax",
        "vector(0x10) => : unable to parse vectorExpr as a float: strconv.ParseFloat: parsing \"0x10\": invalid syntax",
        "{a=~\"x)\"} => : error parsing regexp: unexpected ): `x)`",
        "{a=~`x\\`} => : error parsing regexp: trailing backslash at end of expression: ``",
        "label_replace(vector(1), \"a\", \"b\", \"c\", \"x)\") => : invalid regex in label_replace: error parsing regexp: unexpected ): `^(?:x))$`",
        "1 + variants(rate({a=\"b\"}[5m])) of ({a=\"b\"}[5m]) => : unexpected type for right leg of binary operation (+): *syntax.MultiVariantExpr",
        "sum(variants(rate({a=\"b\"}[5m])) of ({a=\"b\"}[5m])) => at line 1, col 49: syntax error: unexpected )",
        "(variants(rate({a=\"b\"}[5m])) of ({a=\"b\"}[5m])) => at line 1, col 46: syntax error: unexpected )",
        "rate((({a=\"b\"}))[5m]) => at line 1, col 16: syntax error: unexpected )",
      })
  void tellsSyntaxErrorsFirstAndThenTheOutermostProblem(String query, String expected) {
    assertThatThrownBy(() -> Parser.parse(query))
        .isInstanceOf(ParseException.class)
        .hasMessage("parse error " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "vector(1) > on(a) vector(2) => (vector(1.000000) > on (a)  vector(2.000000))",
        "vector(1) > ignoring() group_left(x) vector(2) => (vector(1.000000) > vector(2.000000))",
        "vector(1) > on() group_right() vector(2) => (vector(1.000000) > on () group_right vector(2.000000))",
      })
  void printsMatchingAsLoki(String query, String expected) {
    assertThat(Prettifier.format(Parser.parse(query))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "x=~\"a.+\" => x=~`a.+`",
        "x=~\"foo.*bar\" => x=~`foo.*bar`",
        "x=~\"[ab]\", y!~\"[ab]\" => ( x=~`[ab]` , y!~\"[ab]\" )",
        "x=~\"5..\" => x=~`5..`",
        "x=~\"a|b\" => x=~`a|b`",
        "x=~\"foo.*\" => x=~\"foo.*\"",
        "x=~\".*a\\\\.b.*\" => x=~\".*a\\\\.b.*\"",
        "x=~\"foo|bar\" => x=~\"foo|bar\"",
        "x=~\"(?i)(foo|bar)\" => x=~\"(?i)(foo|bar)\"",
        "x=~\".+\" => x=~\".+\"",
        "x=~\"\" => x=~\"\"",
      })
  void printsExpressionsThatAreMoreThanTextsInBackQuotes(String filter, String expected) {
    assertThat(Prettifier.format(Parser.parse("{a=\"b\"} | " + filter)))
        .isEqualTo("{a=\"b\"} | " + expected);
  }

  @Test
  void breaksLongQueriesAsLoki() {
    String selector = "{job=\"loki\", namespace=\"loki-prod\", instance=\"localhost\"}";
    String query =
        "sum by(a,b) (quantile_over_time(0.99,"
            + selector
            + "|= \"a\" != \"b\"|json|decolorize|line_format \"a text that makes this longer\""
            + "|unwrap duration(x)|__error__=\"\"[1m] offset 1d) by (c,d)) / on(a,b) sum(rate("
            + selector
            + "[5m]))";
    assertThat(Prettifier.format(Parser.parse(query)))
        .isEqualTo(
            """
              sum by (a, b)(
                quantile_over_time(
                  0.99,
                  {job="loki", namespace="loki-prod", instance="localhost"}
                    |= "a" != "b"
                    | json
            | decolorize
                    | line_format "a text that makes this longer"
                    | unwrap duration(x)
                    | __error__="" [1m] offset 1d
                ) by (c, d)
              )
            / on (a, b)\s
              sum(rate({job="loki", namespace="loki-prod", instance="localhost"}[5m]))""");
  }
}
