package io.millrace.ingester.flush;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.held.FlushCursor;
import org.junit.jupiter.api.Test;

class FlushedPacksTest {
  private final FlushedPacks packs = new FlushedPacks();

  @Test
  void areThoseSinceTheCursorOfTheSameRun() {
    FlushCursor start = packs.since(FlushCursor.NONE).now();
    packs.add("a");
    FlushCursor afterA = packs.since(start).now();
    packs.add("b");
    assertThat(packs.since(start).packs()).containsExactly("a", "b");
    assertThat(packs.since(afterA).packs()).containsExactly("b");
    assertThat(packs.since(packs.since(start).now()).packs()).isEmpty();
    assertThat(packs.since(afterA).complete()).isTrue();
  }

  @Test
  void areNotKnownSinceAnotherRun() {
    packs.add("a");
    assertThat(packs.since(FlushCursor.NONE).complete()).isFalse();
    assertThat(packs.since(new FlushedPacks().since(FlushCursor.NONE).now()).complete()).isFalse();
  }

  @Test
  void areNotKnownSinceLongAgo() {
    FlushCursor start = packs.since(FlushCursor.NONE).now();
    for (int i = 0; i < 10_000; i++) {
      packs.add("pack-" + i);
    }
    assertThat(packs.since(start).complete()).isTrue();
    assertThat(packs.since(start).packs()).hasSize(10_000);
    packs.add("one more");
    assertThat(packs.since(start).complete()).isFalse();
  }
}
