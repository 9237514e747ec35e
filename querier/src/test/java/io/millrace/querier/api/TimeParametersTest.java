package io.millrace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.units.ValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "1793491200 => 1793491200000000000",
        "01793491200 => 1793491200",
        "-5 => -5000000000",
        "1793491200.0625 => 1793491200063000000",
        "1793491200.9996 => 1793491201000000000",
        "1.7934912e9 => 1793491200000000000",
        "1793491200. => 1793491200000000000",
        "2026-11-01T02:00:00+02:00 => 1793491200000000000",
        "2026-11-01T00:00:00,5Z => 1793491200500000000",
        "2026-11-01T0:00:00Z => 1793491200000000000",
      })
  void readsTimesAsGo(String text, long nanos) throws Exception {
    assertThat(TimeParameters.time(text, 0)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-01t00:00:00z",
        "2026-11-01T00:00Z",
        "2026-11-01T24:00:00Z",
        "2026-11-31T00:00:00Z",
        "2026-11-01T00:00:00+0200",
        "2026-11-01 00:00:00Z",
        "2026-11-01T00:00:00",
        "1e9",
        " 5",
      })
  void refusesTimesAsGo(String text) {
    assertThatThrownBy(() -> TimeParameters.time(text, 0))
        .isInstanceOf(ValueException.class)
        .hasMessage("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
  }
}
