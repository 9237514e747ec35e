package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.logql.stage.RegexLiterals.Literal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequiredTextTest {
  private static boolean matches(String expression, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return LineMatcher.Regex.of(expression).matches(bytes, 0, bytes.length);
  }

  @Test
  void isFoundWhereLettersBeyondAsciiStandForItsOwn() {
    assertThat(matches("(?i)failed password", "FAILED PA\u017F\u017FWORD for root")).isTrue();
    assertThat(matches("(?i)disk full", "Di\u017F\u212A FULL")).isTrue();
    assertThat(matches("(?i)ask", "A\u017F\u212A")).isTrue();
    assertThat(matches("(?i)s", "\u017F")).isTrue();
    assertThat(matches("(?i)disk full", "di_k full")).isFalse();
    assertThat(matches("disk full", "DISK FULL")).isFalse();
  }

  @Test
  void leavesOutLettersForWhichOthersMayStand() {
    assertThat(RequiredText.of("(?i)failed password for (invalid )?user").literals())
        .containsExactly(new Literal("failed pa", true));
    assertThat(RequiredText.of("failed password for (invalid )?user").literals())
        .containsExactly(new Literal("failed password for ", false));
    assertThat(RequiredText.of("(?i)(disk|quota) full").literals())
        .isEqualTo(List.of(new Literal(" full", true), new Literal("quota full", true)));
    assertThat(RequiredText.of("(?i)disk|sk").isUnknown()).isTrue();
  }

  @Test
  void findsTheFirstOfSeveral() {
    RequiredText text = RequiredText.of("timeout|refused");
    byte[] line = "connection refused, then timeout".getBytes(StandardCharsets.UTF_8);
    assertThat(text.first(line, 0, line.length)).isEqualTo(11);
    assertThat(text.decides(line, 0, line.length)).isTrue();
    assertThat(text.mayMatch(line, 0, 10)).isFalse();
  }
}
