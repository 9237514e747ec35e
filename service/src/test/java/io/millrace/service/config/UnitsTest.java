package io.millrace.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void readsWhatItPrints() {
    qt().forAll(longs().between(Long.MIN_VALUE + 1, Long.MAX_VALUE))
        .check(
            nanos -> {
              Duration duration = Duration.ofNanos(nanos);
              return Durations.parse(Durations.print(duration)).equals(duration);
            });
    qt().forAll(longs().between(0, Long.MAX_VALUE))
        .check(bytes -> ByteSizes.parse(ByteSizes.print(bytes)) == bytes);
  }

  @Test
  void readsGoAndPrometheusDurations() {
    assertThat(Durations.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parse("300ms")).isEqualTo(Duration.ofMillis(300));
    assertThat(Durations.parse("1.5h")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parse(".5s")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("-2m")).isEqualTo(Duration.ofMinutes(-2));
    assertThat(Durations.parse("1w2d")).isEqualTo(Duration.ofDays(9));
    assertThat(Durations.parse("1y")).isEqualTo(Duration.ofDays(365));
    assertThat(Durations.parse("0")).isZero();
    assertThat(Durations.parse("2562047h47m16.854775807s"))
        .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(Durations.print(Duration.ofMinutes(90))).isEqualTo("1h30m0s");
    assertThat(Durations.print(Duration.ofMillis(1500))).isEqualTo("1.5s");
    assertThat(Durations.print(Duration.ofNanos(1500))).isEqualTo("1.5µs");
    assertThat(Durations.print(Duration.ZERO)).isEqualTo("0s");
  }

  @Test
  void refusesWhatIsNoDurationOrSize() {
    for (String text :
        new String[] {
          "", "5", "s", "1x", "1 s", "1s ", "--1s", "1e3s", ".s", "300y", "9".repeat(200)
        }) {
      assertThatThrownBy(() -> Durations.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String text : new String[] {"", "MB", "-1", "1.5.5MB", "1XB", "9223372036854775808"}) {
      assertThatThrownBy(() -> ByteSizes.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsSizesIn1024s() {
    assertThat(ByteSizes.parse("4MB")).isEqualTo(4L << 20);
    assertThat(ByteSizes.parse("1.5GiB")).isEqualTo(3L << 29);
    assertThat(ByteSizes.parse("256kb")).isEqualTo(256L << 10);
    assertThat(ByteSizes.parse("1 G")).isEqualTo(1L << 30);
    assertThat(ByteSizes.parse("17")).isEqualTo(17);
    assertThat(ByteSizes.parse("0B")).isZero();
    assertThat(ByteSizes.print(4L << 20)).isEqualTo("4MB");
    assertThat(ByteSizes.print(0)).isEqualTo("0B");
  }

  @Test
  void findsTheNearestKeyAndNothingFarAway() {
    assertThat(Spelling.distance("abcd", "abdc")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.nearest("lable", java.util.List.of("label", "table"))).isEqualTo("label");
    assertThat(Spelling.nearest("zzzz", java.util.List.of("label", "table"))).isNull();
  }
}
