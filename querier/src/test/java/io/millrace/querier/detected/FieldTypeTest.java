package io.millrace.querier.detected;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTypeTest {
  @ParameterizedTest
  @CsvSource({
    "1, INT",
    "-7, INT",
    "9223372036854775807, INT",
    "9223372036854775808, FLOAT",
    "1.5, FLOAT",
    "1e3, FLOAT",
    "true, BOOLEAN",
    "F, BOOLEAN",
    "yes, STRING",
    "1h2m, DURATION",
    "250ms, DURATION",
    "12KiB, BYTES",
    "1.5 kB, BYTES",
    "GET, STRING",
    "'', STRING"
  })
  void namesTheFirstTypeThatFits(String value, FieldType type) {
    assertThat(FieldType.of(value)).isEqualTo(type);
  }
}
