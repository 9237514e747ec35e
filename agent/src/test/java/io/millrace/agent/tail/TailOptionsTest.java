package io.millrace.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TailOptionsTest {
  @Test
  void looksAtARestingFileEachMinuteOrAsOftenAsTheConfigSays() {
    assertThat(rare(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(10));
    assertThat(rare(Duration.ofSeconds(30))).isEqualTo(Duration.ofMinutes(1));
    assertThat(rare(Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
  }

  private static Duration rare(Duration max) {
    return TailOptions.DEFAULTS.withPolling(Duration.ofMillis(250), max).polling().rare();
  }
}
