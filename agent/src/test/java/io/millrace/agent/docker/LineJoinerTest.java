package io.millrace.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineJoinerTest {
  private static final String EARLY = "2026-01-02T03:04:05.000000001Z ";
  private static final String LATE = "2026-01-02T03:04:06Z ";

  private final List<String> lines = new ArrayList<>();
  private final LineJoiner joiner = new LineJoiner(10);

  private void take(long time, byte[] line, boolean isCut) {
    lines.add(time % 1_000_000_000 + " " + new String(line, UTF_8) + (isCut ? "~" : ""));
  }

  private boolean piece(String text) throws InterruptedException {
    byte[] bytes = text.getBytes(UTF_8);
    return joiner.piece(bytes, bytes.length, this::take);
  }

  @Test
  void joinsPiecesOfOneTime() throws Exception {
    assertThat(piece(EARLY + "a")).isTrue();
    assertThat(joiner.pendingNanos()).isEqualTo(1_767_323_045_000_000_001L);
    assertThat(piece(EARLY + "b\n")).isTrue();
    assertThat(joiner.pendingNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(piece(LATE + "\n")).isTrue();
    assertThat(lines).containsExactly("1 ab", "0 ");
  }

  @Test
  void passesOnAPieceWhoseRestNeverCame() throws Exception {
    piece(EARLY + "a");
    piece(LATE + "b\n");
    piece(LATE + "c");
    joiner.flush(this::take);
    assertThat(lines).containsExactly("1 a", "0 b", "0 c");
  }

  @Test
  void cutsWhatIsLongerThanTheLimit() throws Exception {
    piece(EARLY + "123456");
    piece(EARLY + "789012");
    piece(EARLY + "345\n");
    assertThat(lines).containsExactly("1 1234567890~");
  }

  @Test
  void refusesAPieceWithoutATime() throws Exception {
    assertThat(piece("")).isFalse();
    assertThat(piece("a\n")).isFalse();
    assertThat(piece("yesterday a\n")).isFalse();
    assertThat(lines).isEmpty();
  }

  @Test
  void findsThePiecesInATerminalsLog() throws Exception {
    String long16k = "x".repeat(16 << 10);
    String log = EARLY + long16k + EARLY + "end\n" + LATE + "b\n" + LATE + "unfinished";
    LogPieces pieces = LogPieces.of(new ByteArrayInputStream(log.getBytes(UTF_8)), true);
    List<Integer> sizes = new ArrayList<>();
    while (pieces.next()) {
      sizes.add(pieces.length());
    }
    assertThat(sizes)
        .containsExactly(
            EARLY.length() + long16k.length(),
            EARLY.length() + 4,
            LATE.length() + 2,
            LATE.length() + 10);
  }
}
