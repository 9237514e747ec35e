package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
  @Test
  void placesWhatASortWouldPlace() {
    qt().withExamples(2_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              double[] values = new double[1 + random.nextInt(400)];
              int distinct = 1 + random.nextInt(500);
              for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean() ? random.nextInt(distinct) : i % distinct;
              }
              double[] sorted = values.clone();
              Arrays.sort(sorted);
              int place = random.nextInt(values.length);
              Selection.place(values, 0, values.length, place);
              assertThat(values[place]).isEqualTo(sorted[place]);
              for (int i = 0; i < values.length; i++) {
                assertThat(Double.compare(values[i], values[place]))
                    .isBetween(i < place ? -1 : 0, i > place ? 1 : 0);
              }
              Arrays.sort(values);
              assertThat(values).isEqualTo(sorted);
            });
  }

  @Test
  void samplesOfSeveralRunsComeIntoOrder() {
    qt().withExamples(500)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              SampleList list = new SampleList();
              long time = 0;
              int count = random.nextInt(200);
              for (int i = 0; i < count; i++) {
                time = random.nextInt(30) == 0 ? random.nextInt(50) : time + random.nextInt(3);
                list.add(time, i);
              }
              list.sort();
              for (int i = 1; i < list.size(); i++) {
                boolean later = list.time(i) > list.time(i - 1);
                boolean sameAndBehind =
                    list.time(i) == list.time(i - 1) && list.value(i) > list.value(i - 1);
                assertThat(later || sameAndBehind).isTrue();
              }
            });
  }
}
