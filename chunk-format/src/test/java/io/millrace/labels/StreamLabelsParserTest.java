package io.millrace.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamLabelsParserTest {
  private static Labels parse(String text) throws LabelsSyntaxException {
    return StreamLabelsParser.parse(text).labels();
  }

  @Test
  void readsEveryFormOfString() throws LabelsSyntaxException {
    assertThat(parse("{a=\"b\", c='d',e=`r\\aw\n`,}"))
        .isEqualTo(Labels.of("a", "b", "c", "d", "e", "r\\aw\n"));
  }

  @Test
  void readsGoEscapes() throws LabelsSyntaxException {
    assertThat(parse("{a=\"\\n\\t\\\\\\\"\\x41\\u00e9\\U0001F600\\101\\xc3\\xa9\", b='\\''}"))
        .isEqualTo(Labels.of("a", "\n\t\\\"Aé\uD83D\uDE00Aé", "b", "'"));
  }

  @Test
  void readsItsOwnCanonicalText() throws LabelsSyntaxException {
    Labels labels = Labels.of("a", "\u0001\u200b\"x\\\n", "b", "é\uD83D\uDE00");
    assertThat(parse(labels.toString())).isEqualTo(labels);
  }

  @Test
  void bareNameIsTheMetricName() throws LabelsSyntaxException {
    assertThat(parse("foo:bar{a=\"b\"}")).isEqualTo(Labels.of("__name__", "foo:bar", "a", "b"));
    assertThat(parse("foo")).isEqualTo(Labels.of("__name__", "foo"));
    assertThat(parse("{\"foo bar\"}")).isEqualTo(Labels.of("__name__", "foo bar"));
  }

  @Test
  void namesMayBeQuotedAndSpaceIsFree() throws LabelsSyntaxException {
    assertThat(parse(" {\t\"a.b\" = \"c\" ,\n d=\"e\" } "))
        .isEqualTo(Labels.of("a.b", "c", "d", "e"));
  }

  @Test
  void commentsReachToTheEndOfTheLine() throws LabelsSyntaxException {
    assertThat(parse("{a=\"b\", # c\nd=\"e\"} # f")).isEqualTo(Labels.of("a", "b", "d", "e"));
  }

  @Test
  void emptySetsAreSets() throws LabelsSyntaxException {
    assertThat(parse("{}")).isEqualTo(Labels.empty());
    assertThat(parse("")).isEqualTo(Labels.empty());
  }

  @Test
  void emptyValuesAreDropped() throws LabelsSyntaxException {
    assertThat(parse("{a=\"\", b=\"x\"}")).isEqualTo(Labels.of("b", "x"));
  }

  @Test
  void repeatedNameIsReported() throws LabelsSyntaxException {
    assertThat(StreamLabelsParser.parse("{b=\"1\", a=\"2\", b=\"3\"}").duplicateName())
        .isEqualTo("b");
    assertThat(StreamLabelsParser.parse("{b=\"1\", a=\"2\"}").duplicateName()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{1bad=\"x\"} | 1:2: parse error: unexpected character inside braces: '1'",
        "{app=\"pushcheck\", bad-name=\"x\"} "
            + "| 1:22: parse error: unexpected character inside braces: '-'",
        "{a.b=\"x\"} | 1:3: parse error: unexpected character inside braces: '.'",
        "{=\"x\"} | 1:2: parse error: unexpected \"=\" in label set, expected identifier or \"}\"",
        "{app=\"pushcheck\", ünï=\"x\"} "
            + "| 1:19: parse error: unexpected character inside braces: 'ü'",
        "{é=\"x\"} | 1:2: parse error: unexpected character inside braces: 'é'",
        "{a=\"é\", -} | 1:10: parse error: unexpected character inside braces: '-'",
        "{a=\"b\" | 1:7: parse error: unexpected end of input inside braces",
        "{a} | 1:3: parse error: unexpected \"}\" in label set, expected \"=\"",
        "{a=b} | 1:4: parse error: unexpected identifier \"b\" in label set, expected string",
        "{a=abcdefghijkl} | 1:4: parse error: unexpected identifier \"abcdefghijkl\" "
            + "in label set, expected string",
        "{a=\"b\" \"0123456789\"} | 1:8: parse error: unexpected string \"\\\"012345678\"... "
            + "in label set, expected \",\" or \"}\"",
        "{a{=\"b\"} | 1:3: parse error: unexpected left brace '{'",
        "{}}=\"b\"} | 1:3: parse error: unexpected character: '}'",
        "{a=\"b\", #c=\"d\"} | 1:16: parse error: unexpected end of input inside braces",
        "{a=\"b\uFFFD\"} | 1:4: parse error: invalid UTF-8 rune",
        "{a=`\uFFFD`} | 1:4: parse error: invalid UTF-8 rune",
        "{a=\"b\" c=\"d\"} "
            + "| 1:8: parse error: unexpected identifier \"c\" in label set, expected \",\" or \"}\"",
        "{,} | 1:2: parse error: unexpected \",\" in label set, expected identifier or \"}\"",
        "{a!=\"b\"} | 1:3: parse error: unexpected <op:!=> in label set, expected \"=\"",
        "{a=~\"b\"} | 1:3: parse error: unexpected <op:=~> in label set, expected \"=\"",
        "{a=\"b} | 1:4: parse error: unterminated quoted string",
        "{a=`b} | 1:4: parse error: unterminated raw string",
        "{a=\"\\q\"} | 1:4: parse error: unknown escape sequence U+0071 'q'",
        "{a=\"\\ud800\"} | 1:4: parse error: escape sequence is an invalid Unicode code point",
        "a=\"b\" | 1:2: parse error: unexpected \"=\"",
        "{} x | 1:4: parse error: unexpected identifier \"x\"",
        "%7B | 1:1: parse error: unexpected character: '%'",
      })
  void errorsAreThoseThatLokiGives(String text, String message) {
    assertThatThrownBy(() -> StreamLabelsParser.parse(text))
        .isInstanceOf(LabelsSyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void errorPositionCountsLines() {
    assertThatThrownBy(() -> StreamLabelsParser.parse("{a=\"b\",\n\n  -}"))
        .hasMessage("3:3: parse error: unexpected character inside braces: '-'");
  }
}
