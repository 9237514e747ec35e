package io.millrace.cli;

import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Bodies of pushes as a busy server gets them, for the training: JSON, logfmt, access and plain
 * lines in some hundred streams. Used by one thread.
 */
final class WarmLoad {
  private static final int STREAMS = 200;
  private static final int STREAMS_IN_BODY = 10;
  private static final int BODY_BYTES = 1 << 20;

  /** How old the first line is; a hundred bodies take less. */
  static final Duration AGE = Duration.ofMinutes(10);

  /** From one line to the next. */
  private static final long STEP_NANOS = 500_000;

  private static final List<String> LEVELS =
      List.of("info", "info", "info", "info", "debug", "warn", "error");

  private final Random random = new Random(1);
  private long nanos = TimeArgument.nanos(Instant.now().minus(AGE));

  /** The next body: protobuf in a snappy block. */
  byte[] next() {
    PushEncoder encoder = new PushEncoder(2 * BODY_BYTES);
    for (int i = 0; i < STREAMS_IN_BODY; i++) {
      int stream = random.nextInt(STREAMS);
      encoder.beginStream(
          "{app=\"warm-%d\", namespace=\"warm\", pod=\"warm-%d\"}".formatted(stream % 8, stream));
      for (int bytes = 0; bytes < BODY_BYTES / STREAMS_IN_BODY; ) {
        byte[] line = line(stream % 4).getBytes(StandardCharsets.UTF_8);
        encoder.entry(nanos += STEP_NANOS, line, 0, line.length, Labels.empty());
        bytes += line.length;
      }
      encoder.endStream();
    }
    byte[] message = encoder.toByteArray();
    return SnappyBlock.compress(message, 0, message.length);
  }

  private String line(int kind) {
    String level = LEVELS.get(random.nextInt(LEVELS.size()));
    int status = random.nextInt(10) == 0 ? 500 : 200;
    int order = random.nextInt(100_000);
    int millis = random.nextInt(1000);
    return switch (kind) {
      case 0 ->
          ("{\"level\":\"%s\",\"msg\":\"request served\",\"path\":\"/api/v1/orders/%d\","
                  + "\"status\":%d,\"duration_ms\":%d,\"trace_id\":\"%016x\",\"user\":{\"id\":%d}}")
              .formatted(level, order, status, millis, random.nextLong(), order / 10);
      case 1 ->
          "level=%s caller=handler.go:%d msg=\"order created\" order=%d status=%d duration=%dms"
              .formatted(level, millis, order, status, millis);
      case 2 ->
          "10.0.%d.%d - - [10/Oct/2025:13:55:%02d +0000] \"GET /cart/%d HTTP/1.1\" %d %d \"-\" \"curl/8.5\""
              .formatted(millis % 256, order % 256, order % 60, order, status, millis * 10);
      default ->
          "2025-10-10 13:55:%02d,%03d %s [worker-%d] o.e.shop.Cart - took %d ms for order %d"
              .formatted(
                  order % 60, millis, level.toUpperCase(Locale.ROOT), order % 16, millis, order);
    };
  }
}
