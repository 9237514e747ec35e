package io.millrace.testing;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Entries by seed whose lines are JSON, logfmt and the like, with values of every sort. */
public final class FieldLines {
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
  private static final DateTimeFormatter COMMA =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT);
  private static final String[] WORDS = {
    "info", "error", "", "a b", "x=y", "\\\"q\\\"", "\\u00e9", "\\\\", "ü", "12ms", "v1.2", "-"
  };
  private static final String[] ODD = {
    "{}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\":01}",
    "{\"a\":1e5,\"b\":-0.5E-3,\"c\":[1,\"2\",{\"d\":null}],\"a\":true}",
    "{\"a\":\"x\u0001\"}",
    "{\"a\":\"\\x\"}",
    " {\"a\" : 1 , \"b\" : false }\r",
    "{\"a\":1} trailing",
    "a=1",
    "a=1 b=",
    "a=1 b=\"x\\\"y\"",
    "a=\"1\" b=\"\" c=3",
    "a=1  b=2",
    "=1 b=2",
    "2026-02-30T00:00:00Z",
    "2024-02-29T23:59:59.123456789+01:00 leap",
    "31/Apr/2026:00:00:00 +0000",
    "\"",
    "\"a\" \"",
    "2026-01-01T00:00:00.1234567890Z",
    "0000-01-01T00:00:00Z"
  };

  private FieldLines() {}

  /** Entries in order of time, without metadata and without a line feed in a line. */
  public static EntryBatch of(Random random, int count) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    int kinds = 1 + random.nextInt(8);
    long time = 1_793_491_200_000_000_000L;
    for (int i = 0; i < count; i++) {
      time += random.nextInt(1 << (1 + random.nextInt(30)));
      byte[] line = line(random, random.nextInt(kinds), time).getBytes(StandardCharsets.UTF_8);
      batch.add(time, line, 0, line.length, Labels.empty());
    }
    return batch.build();
  }

  private static String word(Random random) {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private static String line(Random random, int kind, long nanos) {
    if (random.nextInt(40) == 0) {
      return ODD[random.nextInt(ODD.length)];
    }
    Instant time = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    return switch (kind) {
      case 0 ->
          "{\"ts\":\"%s\",\"level\":\"%s\",\"n\":%d,\"d\":%.2f,\"id\":\"%s\",\"u\":{\"k\":\"%s\"}}"
              .formatted(
                  time,
                  random.nextBoolean() ? "info" : "warn",
                  random.nextInt(600),
                  random.nextDouble() * 100,
                  uuid,
                  word(random));
      case 1 ->
          "{\"path\":\"/api/v%d/users/%d\",\"ip\":\"10.0.%d.%d\",\"ok\":%s,\"list\":[%d,%d],\"m\":\"%s\"}"
              .formatted(
                  random.nextInt(2),
                  random.nextInt(5000),
                  random.nextInt(3),
                  random.nextInt(256),
                  random.nextInt(3) == 0 ? "null" : "true",
                  random.nextInt(),
                  random.nextInt(4),
                  word(random));
      case 2 ->
          "ts=%s level=info caller=%s.go:%d msg=\"took a while\" dur=%dms size=%dB"
              .formatted(
                  time.plusMillis(random.nextInt(3)),
                  random.nextBoolean() ? "main" : "queue",
                  random.nextInt(400),
                  random.nextInt(900),
                  random.nextInt(100_000));
      case 3 ->
          "10.1.2.%d - - [%s] \"GET /x/%d HTTP/1.1\" %d %d \"-\" \"%s\""
              .formatted(
                  random.nextInt(256),
                  CLF.format(time.minusMillis(5).atOffset(ZoneOffset.UTC)),
                  random.nextInt(99),
                  200 + random.nextInt(300),
                  random.nextInt(1 << 20),
                  random.nextBoolean() ? "curl/8.1" : "Mozilla/5.0 (X11)");
      case 4 ->
          COMMA.format(time.atOffset(ZoneOffset.ofHours(2)))
              + " [pool-"
              + random.nextInt(9)
              + "] INFO took \"a quoted "
              + random.nextInt(5)
              + "\" request "
              + uuid;
      case 5 ->
          "{\"tag\":\"ze%08xro\",\"ref\":\"a-%012x\",\"both\":\"%sbeefy\"}"
              .formatted(random.nextInt(), random.nextLong() & 0xFFFFFFFFFFFFL, uuid);
      case 6 -> "k=" + random.nextInt(3) + " v=" + Long.toHexString(random.nextLong());
      default -> word(random) + " " + time + " " + random.nextInt();
    };
  }
}
