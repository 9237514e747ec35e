package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once. Seconds long as it is; {@code -Dmillrace.load.scale=20} makes minutes of
 * it.
 */
class LoadTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SCALE = Integer.getInteger("millrace.load.scale", 1);
  private static final int TAILS = 50;
  private static final int QUERIES = 200;
  private static final int BATCH = 50;

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(
            directory,
            """
            auth_enabled: false
            limits_config: {max_concurrent_tail_requests: 100, ingestion_rate_mb: 100,
              ingestion_burst_size_mb: 100, per_stream_rate_limit: 100MB}
            ingester: {wal: {sync: interval}}
            """);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The lines of all frames, in the order in which they came. */
  private static final class Follower implements WebSocket.Listener {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile boolean dropped;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode frame = JSON.readTree(text.toString());
          frame.path("streams").forEach(s -> s.path("values").forEach(this::add));
          dropped |= frame.has("dropped_entries");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void add(JsonNode value) {
      lines.add(value.get(1).asText());
    }
  }

  @Test
  void eachOfManyTailsGetsEachLineOnceAndInOrder() throws Exception {
    List<Follower> followers = new ArrayList<>();
    List<WebSocket> sockets = new ArrayList<>();
    URI uri =
        URI.create(
            "ws://127.0.0.1:%d/loki/api/v1/tail?query=%s"
                .formatted(server.port(), RunningServer.encoded("{app=\"load\"} |= \"keep\"")));
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < TAILS; i++) {
        Follower follower = new Follower();
        followers.add(follower);
        sockets.add(client.newWebSocketBuilder().buildAsync(uri, follower).join());
      }
      long start = RunningServer.now();
      push(start, -1, "keep first");
      await().until(() -> followers.stream().allMatch(f -> f.lines.contains("keep first")));
      List<String> expected = new ArrayList<>(List.of("keep first"));
      for (int batch = 0; batch < 20 * SCALE; batch++) {
        int first = batch * BATCH;
        String[] lines =
            IntStream.range(first, first + BATCH)
                .mapToObj(i -> (i % 5 == 0 ? "drop " : "keep ") + i)
                .toArray(String[]::new);
        push(start, first, lines);
        if (batch % 7 == 0) {
          // A client that has not heard the answer sends it again.
          push(start, first, lines);
        }
        for (String line : lines) {
          if (line.startsWith("keep")) {
            expected.add(line);
          }
        }
        int sofar = expected.size();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> followers.stream().allMatch(f -> f.lines.size() >= sofar));
      }
      for (Follower follower : followers) {
        assertThat(follower.lines).isEqualTo(expected);
        assertThat(follower.dropped).isFalse();
      }
      sockets.forEach(WebSocket::abort);
    }
  }

  private void push(long startNanos, int first, String... lines) throws Exception {
    assertThat(
            server
                .push("{\"app\":\"load\"}", startNanos + 1000L + first, List.of(lines))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void manyQueriesWhilePushingFailForNothingButTooManyRequests() throws Exception {
    long start = RunningServer.now() - 60_000_000_000L;
    push(start, 0, "level=info status=200 took=1ms");
    List<String> requests =
        List.of(
            "/loki/api/v1/query_range?limit=100&query=" + RunningServer.encoded("{app=\"load\"}"),
            "/loki/api/v1/query_range?query="
                + RunningServer.encoded("sum by (status) (rate({app=\"load\"} | logfmt [1m]))"),
            "/loki/api/v1/query?query="
                + RunningServer.encoded(
                    "quantile_over_time(0.9, {app=\"load\"} | logfmt | unwrap"
                        + " duration(took) [5m])"),
            "/loki/api/v1/labels",
            "/loki/api/v1/series",
            "/loki/api/v1/index/volume?query=" + RunningServer.encoded("{app=\"load\"}"),
            "/loki/api/v1/detected_fields?query=" + RunningServer.encoded("{app=\"load\"}"),
            "/loki/api/v1/patterns?query=" + RunningServer.encoded("{app=\"load\"}"));
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < QUERIES * SCALE; i++) {
        String request = requests.get(i % requests.size());
        work.add(
            () -> {
              statuses.merge(server.get(request).statusCode(), 1, Integer::sum);
              return null;
            });
        if (i % 10 == 0) {
          int batch = i;
          work.add(
              () -> {
                String[] lines =
                    IntStream.range(0, 200)
                        .mapToObj(n -> "level=info status=" + n % 5 + " took=" + n + "ms")
                        .toArray(String[]::new);
                push(start, 1000 + batch * 200, lines);
                return null;
              });
        }
      }
      for (Future<Void> done : clients.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(statuses.keySet()).isSubsetOf(200, 429);
    assertThat(statuses.getOrDefault(200, 0)).isPositive();
    assertThat(server.get("/ready").statusCode()).isEqualTo(200);
  }
}
