package io.millrace.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void printsInNameOrderWithGoQuoting() {
    Labels labels = Labels.of("b", "line\nbreak \"q\" \u0001 \u00e9 \u200b", "a", "x");
    assertThat(labels).hasToString("{a=\"x\", b=\"line\\nbreak \\\"q\\\" \\x01 \u00e9 \\u200b\"}");
  }

  @Test
  void emptyValueRemovesTheLabel() {
    assertThat(Labels.of("a", "x", "a", "")).isEqualTo(Labels.empty());
  }

  @Test
  void ordersByBytesNotByChars() {
    assertThat(Utf8Order.compare("\uFFFD", "\uD83D\uDE00")).isNegative();
    assertThat("\uFFFD".compareTo("\uD83D\uDE00")).isPositive();
  }

  @Test
  void aPrefixComesFirst() {
    assertThat(Labels.of("a", "x")).isLessThan(Labels.of("a", "x", "b", "y"));
    assertThat(Labels.of("a", "y")).isGreaterThan(Labels.of("a", "x", "b", "y"));
  }

  @Test
  void sortedPairsAreTakenOnlyInOrder() {
    assertThat(Labels.ofSorted("a", "x", "b", "y")).isEqualTo(Labels.of("b", "y", "a", "x"));
    assertThat(Labels.ofSorted()).isSameAs(Labels.empty());
    assertThatThrownBy(() -> Labels.ofSorted("b", "y", "a", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Labels.ofSorted("a", "x", "a", "y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Labels.ofSorted("a", "")).isInstanceOf(IllegalArgumentException.class);
  }
}
