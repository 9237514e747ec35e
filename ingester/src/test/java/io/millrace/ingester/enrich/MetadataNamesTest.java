package io.millrace.ingester.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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
    "a.,a_"
  })
  void normalizes(String name, String expected) {
    assertThat(MetadataNames.normalize(name)).isEqualTo(expected);
  }

  @Test
  void refusesWhatHasNoLetterOrDigit() {
    assertThatThrownBy(() -> MetadataNames.normalize("..."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MetadataNames.normalize(""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
