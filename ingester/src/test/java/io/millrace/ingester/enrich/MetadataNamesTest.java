package io.millrace.ingester.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataNamesTest {
  @ParameterizedTest
  @CsvSource({
    "trace_id,trace_id",
    "a.b,a_b",
    "a__b,a_b",
    "9x,key_9x",
    "x-y z,x_y_z",
    "__x__,__x__",
    "__a.b__,__a_b__",
    "ünï,_n_",
    "a.,a_",
    "_x,_x",
    "__x,_x",
    "___a___,___a___",
    "9,key_9",
  })
  void normalizes(String name, String expected) {
    assertThat(MetadataNames.normalize(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "~~,label name is empty",
        "...,normalization for label name \"...\" resulted in invalid name \"_\"",
        "~ ~,normalization for label name \" \" resulted in invalid name \"_\"",
        "日本,normalization for label name \"日本\" resulted in invalid name \"_\"",
        "__,normalization for label name \"__\" resulted in invalid name \"_\"",
        "____,normalization for label name \"____\" resulted in invalid name \"____\"",
        "__é__,normalization for label name \"__é__\" resulted in invalid name \"_____\"",
      })
  void refusesWhatHasNoLetterOrDigit(String name, String message) {
    assertThatThrownBy(() -> MetadataNames.normalize(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
