package io.millrace.logql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParserFuzzTest {
  private static final int RUNS = Integer.getInteger("millrace.fuzz.runs", 20_000);

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[5m]",
          "[",
          "]",
          ",",
          "|",
          "|=",
          "!=",
          "|~",
          "!~",
          "=",
          "=~",
          "==",
          ">",
          "<=",
          "+",
          "-",
          "*",
          "/",
          "%",
          "^",
          "app",
          "\"x\"",
          "`y`",
          "\"",
          "5",
          "1.5",
          "5m",
          "10KB",
          "-5m",
          "sum",
          "rate",
          "count_over_time",
          "topk",
          "by",
          "without",
          "on",
          "ignoring",
          "group_left",
          "bool",
          "and",
          "or",
          "unless",
          "offset",
          "json",
          "logfmt",
          "--strict",
          "unwrap",
          "duration",
          "ip",
          "label_replace",
          "vector",
          "line_format",
          "label_format",
          "drop",
          "keep",
          "pattern",
          "regexp",
          "unpack",
          "decolorize",
          "variants",
          "of",
          "{app=\"x\"}",
          "rate({app=\"x\"}[5m])",
          "#",
          "\n",
          "é",
          "\u0000",
          "'");

  private static String randomQuery(Random random) {
    StringBuilder query = new StringBuilder();
    int pieces = random.nextInt(25);
    for (int i = 0; i < pieces; i++) {
      query.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextInt(3) > 0) {
        query.append(' ');
      }
    }
    return query.toString();
  }

  @Test
  void refusesNonsenseWithAPlaceAndNothingElse() {
    for (int seed = 0; seed < RUNS; seed++) {
      String query = randomQuery(new Random(seed));
      try {
        Query parsed = Parser.parse(query);
        String printed = Printer.print(parsed);
        assertThat(Printer.print(Parser.parse(printed))).as(query).isEqualTo(printed);
      } catch (ParseException e) {
        assertThat(e.getMessage()).as(query).startsWith("parse error");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "sum(", "-", "1+(", "{a=\"b\"} | (", "label_replace(", "sum by (a) (", "2^"})
  void refusesNestingBeyondItsDepth(String opening) {
    String query = opening.repeat(Parser.MAX_QUERY_BYTES / opening.length() - 1);
    assertThatThrownBy(() -> Parser.parse(query)).isInstanceOf(ParseException.class);
  }

  @Test
  void acceptsWhatPeopleNest() {
    String nested = "(".repeat(100) + "vector(1)" + ")".repeat(100);
    assertThat(Printer.print(Parser.parse(nested))).isEqualTo("vector(1.000000)");
  }

  @Test
  void refusesTextBeyondItsSize() {
    String query = "{app=\"" + "x".repeat(Parser.MAX_QUERY_BYTES) + "\"}";
    assertThatThrownBy(() -> Parser.parse(query))
        .hasMessage("parse error : input size too long (131080 > 131072)");
  }
}
