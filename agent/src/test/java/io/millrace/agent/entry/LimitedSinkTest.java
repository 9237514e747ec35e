package io.millrace.agent.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedSinkTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> dropped = new ArrayList<>();
  private final AtomicInteger passed = new AtomicInteger();
  private @Nullable Gate busy;
  private final AgentClock clock =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long epochNanos() {
          return 0;
        }
      };

  private LimitedSink sink(boolean drops) {
    EntrySink next =
        _ -> {
          passed.incrementAndGet();
          return busy;
        };
    return new LimitedSink(next, new ReadRate(1, 2, drops), clock, dropped::add);
  }

  private static LogEntry entry() {
    return new LogEntry().begin(0, Labels.empty(), new byte[0], 0, 0);
  }

  @Test
  void dropsWhatIsAboveTheRateAndCountsIt() {
    LimitedSink sink = sink(true);
    for (int i = 0; i < 4; i++) {
      assertThat(sink.accept(entry())).isNull();
    }
    assertThat(passed).hasValue(2);
    assertThat(dropped).containsExactly("global_rate_limiter_drop", "global_rate_limiter_drop");
    nanos.addAndGet(1_000_000_000L);
    assertThat(sink.accept(entry())).isNull();
    assertThat(passed).hasValue(3);
  }

  @Test
  void letsReadersWaitForTheRateAndForWhatIsBehindIt() {
    LimitedSink sink = sink(false);
    assertThat(sink.accept(entry())).isNull();
    assertThat(sink.accept(entry())).isNull();
    AtomicBoolean hasRoom = new AtomicBoolean();
    busy = hasRoom::get;
    Gate gate = sink.accept(entry());
    assertThat(passed).hasValue(3);
    assertThat(dropped).isEmpty();
    assertThat(gate).isNotNull();
    assertThat(gate.hasRoom()).isFalse();
    nanos.addAndGet(2_000_000_000L);
    assertThat(gate.hasRoom()).isFalse();
    hasRoom.set(true);
    assertThat(gate.hasRoom()).isTrue();
  }
}
