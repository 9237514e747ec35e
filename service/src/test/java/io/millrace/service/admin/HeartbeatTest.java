package io.millrace.service.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  @Test
  void aLoopThatBeatsInTimeIsNotStuckAndOneThatDoesNotIsNamed() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    Heartbeat heartbeat = new Heartbeat("flush", Duration.ofSeconds(60), now::get);
    now.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(heartbeat.stuck()).isEmpty();
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(heartbeat.stuck()).hasValue("flush has made no progress for 90 s");
    heartbeat.beat();
    assertThat(heartbeat.stuck()).isEmpty();
  }
}
