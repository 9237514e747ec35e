package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefetcherTest {
  private final List<ScanUnit> units =
      IntStream.range(0, 100)
          .mapToObj(i -> new ScanUnit(Labels.of("n", "" + i), i, List.of(), i, i))
          .toList();
  private final List<Integer> asked = new ArrayList<>();
  private final Prefetcher prefetcher =
      new Prefetcher(units, unit -> asked.add(unit.streamIndex()));

  @Test
  void asksForEachUnitOnceAndNotFarAhead() {
    prefetcher.reached(0);
    assertThat(asked).hasSizeBetween(2, 64).startsWith(0, 1);

    int before = asked.size();
    prefetcher.reached(1);
    prefetcher.reached(1);
    assertThat(asked).hasSize(before + 1);

    for (int unit = 2; unit < 100; unit++) {
      prefetcher.reached(unit);
    }
    assertThat(asked).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }
}
