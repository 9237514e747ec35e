package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with a heap of 256 MB under many clients. {@code -Dmillrace.load.seconds=60} makes it
 * long.
 */
class LoadIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = Integer.getInteger("millrace.load.seconds", 5);
  private static final int TAILS = 50;
  private static final int TAIL_PATIENCE_SECONDS = 30;
  private static final int PUSHERS = 4;
  private static final int QUERIES = 200;

  /** The heap of {@link MillraceProcess} is half of what the process may take, as in a pod. */
  private static final long MEMORY_LIMIT_KB = 512 << 10;

  private static final int PUSHES_PER_SECOND = 20;
  private static final int LINES = 1250;
  private static final int EVERY = 50;

  /** 200 bytes each, so that a second has 5 MB. */
  private static final String FILLER = " level=info took=3ms msg=\"" + "x".repeat(150) + "\"";

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private MillraceProcess server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    port = MillraceProcess.freePort();
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"),
            """
            auth_enabled: false
            server: {http_listen_address: 127.0.0.1, http_listen_port: %d}
            common: {path_prefix: %s}
            limits_config: {max_concurrent_tail_requests: 100, ingestion_rate_mb: 100,
              ingestion_burst_size_mb: 100, per_stream_rate_limit: 100MB,
              per_stream_rate_limit_burst: 100MB}
            """
                .formatted(port, directory.resolve("data")));
    server =
        MillraceProcess.start(directory, "server", "server", "-config.file=" + config)
            .awaitReady(port);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
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
      String line = value.get(1).asText();
      lines.add(line.substring(0, line.indexOf(' ', 5)));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String tailPath(String query) {
    return "127.0.0.1:%d/loki/api/v1/tail?query=%s".formatted(port, encoded(query));
  }

  private List<Follower> follow(HttpClient tails) {
    List<Follower> followers = new ArrayList<>();
    URI uri = URI.create("ws://" + tailPath("{app=\"load\"} |= \"keep\""));
    for (int i = 0; i < TAILS; i++) {
      Follower follower = new Follower();
      followers.add(follower);
      tails.newWebSocketBuilder().buildAsync(uri, follower).join();
    }
    return followers;
  }

  /** A client that asks for everything and reads nothing. */
  private Socket stalled() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String handshake =
        """
        GET /%s HTTP/1.1
        Host: a
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """
            .formatted(tailPath("{app=\"load\"}").split("/", 2)[1])
            .replace("\n", "\r\n");
    socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** One push; every so many lines one is wanted. Returns the beginnings of those. */
  private List<String> push(long number) throws IOException, InterruptedException {
    long nanos = System.currentTimeMillis() * 1_000_000;
    StringBuilder values = new StringBuilder(LINES * 240);
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String line = (i % EVERY == 0 ? "keep " : "pass ") + (number * LINES + i);
      if (i % EVERY == 0) {
        wanted.add(line);
      }
      values.append(i == 0 ? "" : ",").append("[\"").append(nanos + i).append("\",\"");
      values.append(line).append(FILLER.replace("\"", "\\\"")).append("\"]");
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/loki/api/v1/push"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"streams\":[{\"stream\":{\"app\":\"load\"},\"values\":[" + values + "]}]}"))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    return wanted;
  }

  @Test
  void tailsOverALoadGetEachLineOnceAndInOrderBesideOneThatReadsNothing() throws Exception {
    List<String> expected = new ArrayList<>();
    try (HttpClient tails = HttpClient.newHttpClient();
        Socket silent = stalled();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      List<Follower> followers = follow(tails);
      expected.addAll(push(0));
      await().until(() -> followers.stream().allMatch(f -> f.lines.size() >= expected.size()));
      Semaphore ticks = new Semaphore(0);
      Future<?> ticking =
          clock.scheduleAtFixedRate(
              ticks::release, 0, 1_000_000 / PUSHES_PER_SECOND, TimeUnit.MICROSECONDS);
      long begin = System.nanoTime();
      long last = (long) SECONDS * PUSHES_PER_SECOND;
      for (long i = 1; i <= last; i++) {
        ticks.acquire();
        expected.addAll(push(i));
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> followers.stream().allMatch(f -> f.lines.size() >= expected.size()));
      for (Follower follower : followers) {
        assertThat(follower.lines).isEqualTo(expected);
        assertThat(follower.dropped).isFalse();
      }
      if (SECONDS > TAIL_PATIENCE_SECONDS + 15) {
        assertThat(server.output()).containsOnlyOnce("a tail is ended");
      }
      assertThat(silent.isConnected()).isTrue();
      report("%d tails, %.1f MB/s".formatted(TAILS, last * LINES * 200 / 1e6 / seconds));
      ticking.cancel(false);
      tails.shutdownNow();
    }
    holdsItsMemory();
  }

  @Test
  void manyQueriesWhilePushingAtFullRateFailForNothingButTooManyRequests() throws Exception {
    push(0);
    List<String> requests =
        List.of(
            "query_range?limit=100&query=" + encoded("{app=\"load\"}"),
            "query_range?query=" + encoded("sum by (level) (rate({app=\"load\"} | logfmt [1m]))"),
            "query?query="
                + encoded(
                    "quantile_over_time(0.9, {app=\"load\"} | logfmt | unwrap duration(took) [5m])"),
            "query_range?query=" + encoded("{app=\"load\"} |~ \"keep [0-9]*7 \""),
            "labels",
            "series",
            "index/volume?query=" + encoded("{app=\"load\"}"),
            "detected_fields?query=" + encoded("{app=\"load\"}"),
            "patterns?query=" + encoded("{app=\"load\"}"));
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    AtomicBoolean pushing = new AtomicBoolean(true);
    long begin = System.nanoTime();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicLong pushes = new AtomicLong();
      List<Future<?>> pushers = new ArrayList<>();
      for (int i = 0; i < PUSHERS; i++) {
        pushers.add(clients.submit(() -> pushWhile(pushing, pushes)));
      }
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < QUERIES; i++) {
        int first = i;
        running.add(
            clients.submit(
                () -> {
                  int next = first;
                  do {
                    statuses.merge(ask(requests.get(next++ % requests.size())), 1, Integer::sum);
                  } while (System.nanoTime() - begin < SECONDS * 1_000_000_000L);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      pushing.set(false);
      double seconds = Math.min(SECONDS, (System.nanoTime() - begin) / 1e9);
      report(
          "%d clients: statuses %s, beside %.1f MB/s"
              .formatted(QUERIES, statuses, pushes.get() * LINES * 200 / 1e6 / seconds));
      for (Future<?> one : pushers) {
        one.get();
      }
    }
    assertThat(statuses.keySet()).isSubsetOf(200, 429);
    assertThat(statuses.getOrDefault(200, 0)).isPositive();
    holdsItsMemory();
  }

  private Void pushWhile(AtomicBoolean pushing, AtomicLong pushes)
      throws IOException, InterruptedException {
    // The queries that are left read no more than they would in the seconds of the test.
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    while (pushing.get() && System.nanoTime() < end) {
      push(pushes.incrementAndGet());
    }
    return null;
  }

  private int ask(String request) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/loki/api/v1/" + request);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void holdsItsMemory() throws IOException, InterruptedException {
    assertThat(ask("labels")).isEqualTo(200);
    assertThat(server.output()).doesNotContain("OutOfMemoryError");
    long peakKb = server.peakMemoryKb();
    report("peak of the process: %d MB".formatted(peakKb >> 10));
    assertThat(peakKb).isLessThan(MEMORY_LIMIT_KB);
  }

  private static void report(String text) {
    System.out.println(text);
  }
}
