package io.millrace.logql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "{a='x'} => 4: syntax error: unexpected IDENTIFIER, expecting STRING",
        "{a='abc'} => 4: invalid char literal",
        "{a=''} => 4: invalid char literal",
        "{a='é'} => 4: syntax error: unexpected IDENTIFIER, expecting STRING",
        "{a='\\n'} => 4: syntax error: unexpected IDENTIFIER, expecting STRING",
        "{a='b => 4: literal not terminated",
        "{a=\"\\q => 4: invalid char escape",
        "{a=\"b => 4: literal not terminated",
        "{a=\"\\400\"} => 4: invalid syntax",
        "{a=\"\\ud800\"} => 4: invalid syntax",
        "{a=\"\\x4\"} => 4: invalid char escape",
        "{a=\"b\"} | x > 09 => 15: invalid digit '9' in octal literal",
        "{a=\"b\"} | x > 0b2 => 15: invalid digit '2' in binary literal",
        "{a=\"b\"} | x > 0x => 15: hexadecimal literal has no digits",
        "{a=\"b\"} | x > 0x1.8 => 15: hexadecimal mantissa requires a 'p' exponent",
        "{a=\"b\"} | x > 0o1.5 => 15: invalid radix point in octal literal",
        "{a=\"b\"} | x > 1__0 => 15: '_' must separate successive digits",
        "{a=\"b\"} | x > 1_ => 15: '_' must separate successive digits",
        "{a=\"b\"} | x > 1e+ => 15: exponent has no digits",
        "{a=\"b\"} | x > 1p3 => 15: 'p' exponent requires hexadecimal mantissa",
        "{a=\"b\"} | x > 0b1e3 => 15: 'e' exponent requires decimal mantissa",
        "{$a=\"b\"} => 3: syntax error: unexpected IDENTIFIER, expecting = or =~ or !~ or !=",
        "{a=\"b\"} | aé => 13: syntax error: unexpected $end",
        "{a=\"b\"} /* c => 9: comment not terminated",
      })
  void saysWhatGosScannerSays(String query, String expected) {
    assertThatThrownBy(() -> Parser.parse(query))
        .isInstanceOf(ParseException.class)
        .hasMessage("parse error at line 1, col " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a=\"b\"} | x > 0x1p-2",
        "{a=\"b\"} | x > 1_000.5e3",
        "{a=\"b\"} | x > 5µs",
        "{a=\"b\"} | json größe=\"g\" | größe > 5 | keep größe",
        "sum by (größe) (rate({a=\"b\"}[5m]))",
      })
  void takesWhatGosScannerTakes(String query) {
    assertThatCode(() -> Parser.parseToRun(query)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "{größe=\"x\"} => 2: syntax error: unexpected STRING, expecting IDENTIFIER or }",
        "{a=\"b\", $=\"x\"} => 9: syntax error: unexpected STRING, expecting IDENTIFIER",
        "{a=\"b\"} | é=~\"x\" => 11: syntax error: unexpected STRING",
        "{a=\"b\"} | drop é=\"x\" => 16: syntax error: unexpected STRING, expecting IDENTIFIER",
      })
  void refusesMatchersOfLabelsThatNeedQuotes(String query, String expected) {
    assertThat(Parser.parse(query)).isNotNull();
    assertThatThrownBy(() -> Parser.parseToRun(query))
        .isInstanceOf(ParseException.class)
        .hasMessage("parse error at line 1, col " + expected);
  }
}
