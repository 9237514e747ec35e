package io.millrace.ingester.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        " Application/JSON ",
        "application/json ;",
        "application/json;charset=utf-8; CHARSET = utf-8",
        "application/json; a=\"x;\\\"y\"",
      })
  void parametersDoNotMatter(String header) throws PushRefusedException {
    assertThat(ContentType.parse(header)).isEqualTo(ContentType.JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json;a=b;A=c | duplicate parameter name",
        "application/json;; | invalid media parameter",
        "application/json; charset | invalid media parameter",
        "application/json; charset=a b | invalid media parameter",
        "application json | expected slash after first token",
        "application/ | expected token after slash",
        "application/json/x | unexpected content after media subtype",
        "application/json x | unexpected content after media subtype",
        "/json | no media type",
        "; charset=utf-8 | no media type",
      })
  void errorsAreThoseOfGo(String header, String problem) {
    assertThatThrownBy(() -> ContentType.parse(header))
        .isInstanceOf(PushRefusedException.class)
        .hasMessage("mime: " + problem);
  }
}
