package io.millrace.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoUnitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {".12K => 120", "0.29KB => 290", "1.1KB => 1100", ".9E => 900000000000000000"})
  void sizesAreProductsOfFloats(String text, long expected) throws Exception {
    assertThat(ByteSize.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "Zoë => invalid duration \"Zo\\xc3\\xab\"",
        "5é => unknown unit \"\\xc3\\xa9\" in duration \"5\\xc3\\xa9\"",
        "a\"b\\c => invalid duration \"a\\\"b\\\\c\"",
        "18446744073709551615 => invalid duration \"18446744073709551615\"",
        "99999999999999999999x => invalid duration \"99999999999999999999x\"",
        "12x => unknown unit \"x\" in duration \"12x\"",
      })
  void durationsAreRefusedInGosWords(String text, String expected) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(ValueException.class)
        .hasMessage("time: " + expected);
  }
}
