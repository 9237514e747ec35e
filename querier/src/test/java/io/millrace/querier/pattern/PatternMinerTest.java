package io.millrace.querier.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternMinerTest {
  private static final long STEP = 10_000_000_000L;
  private static final Labels STREAM = Labels.of("app", "shop");

  private final PatternMiner miner = new PatternMiner(STEP);

  private void add(int count, String format) {
    for (int i = 0; i < count; i++) {
      miner.add(STREAM, i * STEP / 10, format.formatted(i), "info");
    }
  }

  @Test
  void putsAWildcardWhereNumbersDiffer() {
    add(40, "request id=%d done");
    assertThat(miner.patterns())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.pattern()).isEqualTo("request id=<_> done");
              assertThat(found.level()).isEqualTo("info");
              assertThat(found.total()).isEqualTo(40);
              assertThat(found.samples())
                  .containsExactlyInAnyOrderEntriesOf(
                      Map.of(0L, 10, STEP, 10, 2 * STEP, 10, 3 * STEP, 10));
            });
  }

  @Test
  void keepsTextsThatSayDifferentThingsApart() {
    add(40, "opened file %d");
    add(50, "closed file %d");
    assertThat(miner.patterns())
        .extracting(LinePattern::pattern)
        .containsExactly("closed file <_>", "opened file <_>");
  }

  @Test
  void joinsTheSamePatternOfSeveralStreams() {
    for (int i = 0; i < 80; i++) {
      miner.add(Labels.of("pod", i % 2 == 0 ? "a" : "b"), 0, "n=" + i, "unknown");
    }
    assertThat(miner.patterns()).singleElement().extracting(LinePattern::total).isEqualTo(80L);
  }

  @Test
  void leavesOutWhatFewLinesHave() {
    add(29, "request id=%d done");
    assertThat(miner.patterns()).isEmpty();
  }
}
