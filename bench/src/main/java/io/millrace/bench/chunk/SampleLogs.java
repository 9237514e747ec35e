package io.millrace.bench.chunk;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Lines to measure with: generated ones, or those of a file. The same call gives the same lines.
 */
final class SampleLogs {
  private static final long START_NANOS = 1_793_491_200_000_000_000L;
  private static final double MEAN_GAP_NANOS = 2_000_000;
  private static final String[] PATHS = {
    "/api/v1/orders", "/api/v1/customers", "/api/v1/payments", "/healthz", "/static/app.js"
  };
  private static final int[] STATUS = {200, 200, 200, 200, 201, 204, 301, 404, 500};
  private static final String[] MESSAGES = {
    "connection accepted", "cache miss", "retrying request", "payment authorised", "lease renewed"
  };

  private final Random random = new Random(42);
  private final EntryBatch.Builder batch = new EntryBatch.Builder();
  private double now;

  private SampleLogs() {}

  /** Lines of the named kind: {@code access}, {@code json} or {@code logfmt}. */
  static EntryBatch generate(String kind, long bytes) {
    SampleLogs logs = new SampleLogs();
    long written = 0;
    while (written < bytes) {
      String line =
          switch (kind) {
            case "access" -> logs.access();
            case "json" -> logs.json();
            case "logfmt" -> logs.logfmt();
            default -> throw new IllegalArgumentException("no kind of lines: " + kind);
          };
      byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
      logs.add(encoded, 0, encoded.length);
      written += encoded.length;
    }
    return logs.batch.build();
  }

  /** The lines of a file, with generated times and levels. */
  static EntryBatch ofFile(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    SampleLogs logs = new SampleLogs();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
        logs.add(bytes, start, end - start);
        start = i + 1;
      }
    }
    return logs.batch.build();
  }

  private void add(byte[] line, int offset, int length) {
    now += -Math.log(1 - random.nextDouble()) * MEAN_GAP_NANOS;
    String level = random.nextInt(10) == 0 ? "error" : "info";
    batch.add(START_NANOS + (long) now, line, offset, length, Labels.of("detected_level", level));
  }

  private String access() {
    return String.format(
        Locale.ROOT,
        "10.%d.%d.%d - - [01/Nov/2026:00:00:%02d +0000] \"GET %s/%d HTTP/1.1\" %d %d \"-\" "
            + "\"Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101\"",
        random.nextInt(4),
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(60),
        PATHS[random.nextInt(PATHS.length)],
        random.nextInt(10_000),
        STATUS[random.nextInt(STATUS.length)],
        random.nextInt(50_000),
        110 + random.nextInt(9));
  }

  private String json() {
    return String.format(
        Locale.ROOT,
        "{\"level\":\"info\",\"msg\":\"%s\",\"trace_id\":\"%016x%016x\",\"user\":%d,\"took_ms\":%d}",
        MESSAGES[random.nextInt(MESSAGES.length)],
        random.nextLong(),
        random.nextLong(),
        random.nextInt(5_000),
        random.nextInt(900));
  }

  private String logfmt() {
    return String.format(
        Locale.ROOT,
        "ts=2026-11-01T00:00:%06.3fZ caller=server.go:%d level=info msg=\"%s\" duration=%d.%dms",
        random.nextInt(60_000) / 1000.0,
        100 + random.nextInt(40),
        MESSAGES[random.nextInt(MESSAGES.length)],
        random.nextInt(100),
        random.nextInt(1000));
  }

  /** Bytes of the lines with a line feed behind each. */
  static long rawBytes(EntryBatch batch) {
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes += batch.lineEnd(i) - batch.lineStart(i) + 1;
    }
    return bytes;
  }
}
