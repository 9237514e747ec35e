package io.millrace.bench.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Makes sources of lines. */
final class LineSources {
  private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT", "DELETE"};
  private static final String[] MESSAGES = {
    "request served", "cache miss", "order created", "user logged in", "slow query", "retry"
  };
  private static final String[] PATHS = {
    "/api/v1/orders", "/api/v1/search", "/api/v1/users/", "/health", "/cart"
  };
  private static final int[] STATUSES = {200, 200, 200, 200, 201, 204, 301, 400, 404, 500, 503};

  private LineSources() {}

  /** Requests as JSON. */
  static LineSource json(Random random) {
    return time ->
        ("{\"ts\":\"%s\",\"level\":\"%s\",\"msg\":\"%s\",\"method\":\"%s\",\"path\":\"%s\","
                + "\"status\":%d,\"duration_ms\":%.2f,\"bytes\":%d,\"remote\":\"10.%d.%d.%d\","
                + "\"trace_id\":\"%016x%016x\",\"user\":{\"id\":%d,\"plan\":\"%s\"}}")
            .formatted(
                time,
                level(random),
                pick(random, MESSAGES),
                pick(random, METHODS),
                path(random),
                STATUSES[random.nextInt(STATUSES.length)],
                -40 * Math.log(1 - random.nextDouble()),
                random.nextInt(100_000),
                random.nextInt(256),
                random.nextInt(256),
                random.nextInt(256),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(50_000),
                pick(random, "free", "pro", "team"));
  }

  /** Events as logfmt. */
  static LineSource logfmt(Random random) {
    return time ->
        ("ts=%s level=%s caller=%s.go:%d msg=\"%s\" method=%s path=%s status=%d duration=%dms"
                + " size=%dB org_id=%d")
            .formatted(
                time,
                level(random),
                pick(random, "handler", "queue", "store"),
                random.nextInt(400),
                pick(random, MESSAGES),
                pick(random, METHODS),
                path(random),
                STATUSES[random.nextInt(STATUSES.length)],
                (long) (-40 * Math.log(1 - random.nextDouble())),
                random.nextInt(100_000),
                random.nextInt(500));
  }

  /**
   * The lines of a file, round and round; in half of all runs of 3 to 9 digits every digit but the
   * first is replaced at random, so that repeats do not compress to nothing.
   */
  static LineSource file(Path file, Random random) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    int[] next = {random.nextInt(lines.size())};
    return _ -> {
      next[0] = (next[0] + 1) % lines.size();
      return shuffleDigits(lines.get(next[0]), random);
    };
  }

  private static String shuffleDigits(String line, Random random) {
    StringBuilder out = new StringBuilder(line);
    for (int at = 0; at < out.length(); ) {
      int end = at;
      while (end < out.length() && out.charAt(end) >= '0' && out.charAt(end) <= '9') {
        end++;
      }
      boolean replace = end - at >= 3 && end - at <= 9 && random.nextBoolean();
      for (int i = at + 1; replace && i < end; i++) {
        out.setCharAt(i, (char) ('0' + random.nextInt(10)));
      }
      at = end + 1;
    }
    return out.toString();
  }

  private static String level(Random random) {
    return pick(random, "info", "info", "info", "info", "debug", "warn", "error");
  }

  private static String path(Random random) {
    String path = pick(random, PATHS);
    return path.endsWith("/") ? path + random.nextInt(10_000) : path;
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
