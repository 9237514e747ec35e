package io.millrace.agent.gelf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunksTest {
  private final AtomicInteger dropped = new AtomicInteger();
  private final Chunks chunks = new Chunks(dropped::incrementAndGet);

  private byte @Nullable [] add(long id, int number, int size, long nowNanos) throws Exception {
    byte[] chunk =
        ByteBuffer.allocate(12 + size)
            .putShort((short) 0x1e0f)
            .putLong(id)
            .put((byte) number)
            .put((byte) 2)
            .array();
    return chunks.add(chunk, 0, chunk.length, nowNanos);
  }

  @Test
  void forgetsWhatIsNotWholeInTime() throws Exception {
    assertThat(add(1, 0, 3, 0)).isNull();
    assertThat(add(2, 0, 3, Duration.ofSeconds(6).toNanos())).isNull();
    assertThat(dropped).hasValue(1);
    assertThat(add(1, 1, 3, Duration.ofSeconds(6).toNanos())).isNull();
    assertThat(add(2, 1, 4, Duration.ofSeconds(6).toNanos())).hasSize(7);
  }

  @Test
  void keepsNoMoreThanItsLimits() throws Exception {
    for (int i = 0; i < 1100; i++) {
      add(i, 0, 1, 0);
    }
    assertThat(dropped).hasValue(1100 - 1024);
    for (int i = 0; i < 400; i++) {
      add(10_000 + i, 0, 60_000, 0);
    }
    // Of the large ones no more are left than 16 MiB hold.
    assertThat(dropped).hasValueGreaterThan(1100 + 400 - (16 << 20) / 60_000 - 2);
  }
}
