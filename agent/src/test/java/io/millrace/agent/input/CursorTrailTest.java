package io.millrace.agent.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CursorTrailTest {
  private final CursorTrail trail = new CursorTrail("key");

  private void pass(int from, int to) {
    for (int i = from; i < to; i++) {
      trail.passed("c" + i, Long.MAX_VALUE);
    }
  }

  @Test
  void tellsTheLastCursorWhenNothingIsOnItsWay() {
    assertThat(trail.acknowledged()).isNull();
    pass(0, 3);
    assertThat(trail.acknowledged()).isEqualTo("c2");
    assertThat(trail.acknowledged()).isNull();
    assertThat(trail.isSettled()).isTrue();
  }

  @Test
  void tellsNoCursorBehindWhatIsOnItsWay() {
    pass(0, 300);
    Object batch = new Object();
    trail.progress().sent(batch, trail.next());
    pass(300, 900);
    assertThat(trail.acknowledged()).isEqualTo("c255");
    assertThat(trail.isSettled()).isFalse();
    trail.progress().acknowledged(batch);
    assertThat(trail.acknowledged()).isEqualTo("c899");
    assertThat(trail.isSettled()).isTrue();
  }

  @Test
  void tellsNoCursorBehindWhatAStageWithholds() {
    pass(0, 10);
    assertThat(trail.acknowledged()).isEqualTo("c9");
    trail.passed("c10", 10);
    assertThat(trail.acknowledged()).isNull();
    trail.held(Long.MAX_VALUE);
    assertThat(trail.acknowledged()).isEqualTo("c10");
  }
}
