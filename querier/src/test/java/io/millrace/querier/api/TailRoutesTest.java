package io.millrace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.ScanPool;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGate;
import io.millrace.querier.tail.Tails;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.StreamBlocks;
import io.millrace.store.live.LiveEntries;
import io.millrace.store.live.LiveListener;
import io.millrace.store.live.LiveSource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailRoutesTest {
  private static final Labels SHOP = Labels.of("app", "shop");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<StreamBlocks> stored = new ArrayList<>();
  private final LiveEntries live = new LiveEntries();
  private final AtomicInteger subscribed = new AtomicInteger();
  private final ScanPool pool = new ScanPool(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final long now = System.currentTimeMillis() * 1_000_000;
  private HttpServer server;

  /** Notes what the server sends; asks for more only when told to. */
  private static final class Reader implements WebSocket.Listener {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean stalled;
    private volatile boolean pinged;
    private volatile String closed = "";

    private Reader(boolean stalled) {
      this.stalled = stalled;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (!stalled) {
        socket.request(Long.MAX_VALUE);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode frame = MAPPER.readTree(text.toString());
          frame.path("streams").forEach(s -> lines.add(s.at("/values/0/1").asText()));
          frames.add(frame);
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        text.setLength(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
      pinged = true;
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed = code + " " + reason;
      return null;
    }
  }

  private void start(QuerierLimits limits, Duration maxDuration) throws Exception {
    start(limits, maxDuration, Duration.ofMinutes(1));
  }

  private void start(QuerierLimits limits, Duration maxDuration, Duration patience)
      throws Exception {
    LogReader store =
        new LogReader() {
          @Override
          public List<StreamBlocks> select(
              String tenant, List<LabelMatcher> matchers, long start, long end) {
            return List.copyOf(stored);
          }

          @Override
          public List<Labels> series(String t, List<LabelMatcher> m, long start, long end) {
            return List.of();
          }
        };
    InstantSource clock = InstantSource.system();
    Engine engine = new Engine(store, pool);
    ApiContext api = new ApiContext(engine, store, _ -> "t", _ -> limits, QueryGate.open(), clock);
    TailRoutes routes =
        new TailRoutes(api, new Tails(engine, this::subscribe, maxDuration, patience, clock));
    server =
        HttpServer.start(
            HttpServerOptions.listeningOn("127.0.0.1", 0),
            Routes.builder().addAll(routes.routes()).build(),
            new HttpMetrics(new PrometheusRegistry(), "loki"));
  }

  private LiveSource.Subscription subscribe(
      String tenant, List<LabelMatcher> matchers, LiveListener listener) {
    LiveSource.Subscription subscription = live.subscribe(tenant, matchers, listener);
    subscribed.incrementAndGet();
    return () -> {
      subscribed.decrementAndGet();
      subscription.close();
    };
  }

  private static QuerierLimits limits(String yaml) throws ConfigException {
    return ConfigFile.parse(
            "limits",
            yaml,
            ConfigFile.Options.STRICT,
            map -> QuerierLimits.from(map, QuerierLimits.DEFAULT))
        .config();
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow();
    server.close(Duration.ZERO);
    pool.close();
  }

  private String path(String query) {
    return "127.0.0.1:%d/loki/api/v1/tail?query=%s"
        .formatted(server.port(), URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private WebSocket open(String parameters, Reader reader) {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://" + path("{app=\"shop\"}") + parameters), reader)
        .join();
  }

  private EntryBatch batch(long offsetNanos, String... lines) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    for (int i = 0; i < lines.length; i++) {
      batch.add(now + offsetNanos + i, lines[i], Labels.empty());
    }
    return batch.build();
  }

  private void store(EntryBatch batch) {
    stored.add(new StreamBlocks(SHOP, List.of(new TestBlock(batch))));
  }

  @Test
  void sendsTheNewestLinesAndThenWhatComes() throws Exception {
    start(QuerierLimits.DEFAULT, Tails.DEFAULT_MAX_DURATION);
    EntryBatch known = batch(-1_000_000_000, "a", "b", "c");
    store(known);
    Reader reader = new Reader(false);
    WebSocket socket = open("&limit=2", reader);
    await().until(() -> reader.lines.size() == 2);
    live.publish("t", SHOP, known.slice(2, 3));
    live.publish("t", SHOP, batch(10, "e"));
    live.publish("t", SHOP, batch(5, "d"));
    live.publish("t", Labels.of("app", "other"), batch(6, "not asked for"));
    live.publish("other", SHOP, batch(7, "of another tenant"));
    await().until(() -> reader.lines.size() >= 4);
    assertThat(reader.lines.subList(0, 2)).containsExactly("b", "c");
    assertThat(reader.lines.subList(2, reader.lines.size())).containsExactlyInAnyOrder("d", "e");
    assertThat(reader.frames.getFirst().has("dropped_entries")).isFalse();
    await().until(() -> reader.pinged);
    socket.abort();
  }

  @Test
  void dropsWhatAStalledReaderHasNoRoomForAndTellsIt() throws Exception {
    start(QuerierLimits.DEFAULT, Tails.DEFAULT_MAX_DURATION);
    Reader reader = new Reader(true);
    WebSocket socket = open("", reader);
    await().until(() -> subscribed.get() == 1);
    String[] big =
        IntStream.range(0, 200).mapToObj(i -> "x".repeat(200_000)).toArray(String[]::new);
    // More than the frames that may wait, and than the sockets' buffers take.
    for (int i = 0; i < 3; i++) {
      live.publish("t", SHOP, batch(1000L * i, big));
    }
    socket.request(Long.MAX_VALUE);
    // Each is another entry: one that had no room is not sent when it comes a second time.
    int[] more = {0};
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              live.publish("t", SHOP, batch(1_000_000 + more[0]++, "more"));
              return reader.frames.stream().anyMatch(f -> f.has("dropped_entries"));
            });
    socket.abort();
  }

  @Test
  void endsTheTailOfAReaderThatTakesNothingAnyMore() throws Exception {
    start(QuerierLimits.DEFAULT, Tails.DEFAULT_MAX_DURATION, Duration.ofMillis(300));
    String[] big =
        IntStream.range(0, 200).mapToObj(i -> "x".repeat(100_000)).toArray(String[]::new);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String handshake =
          """
          GET /%s HTTP/1.1
          Host: a
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """
              .formatted(path("{app=\"shop\"}").split("/", 2)[1])
              .replace("\n", "\r\n");
      socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> subscribed.get() == 1);
      int[] batch = {0};
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                live.publish("t", SHOP, batch(1000L * batch[0]++, big));
                return subscribed.get() == 0;
              });
    }
  }

  @Test
  void doesNotRepeatWhatAClientPushesAgain() throws Exception {
    start(QuerierLimits.DEFAULT, Tails.DEFAULT_MAX_DURATION);
    store(batch(-1_000_000_000, "stored"));
    Reader reader = new Reader(false);
    WebSocket socket = open("", reader);
    await().until(() -> reader.lines.size() == 1);
    EntryBatch pushed = batch(5, "a", "b");
    live.publish("t", SHOP, pushed);
    await().until(() -> reader.lines.size() == 3);
    live.publish("t", SHOP, pushed);
    live.publish("t", SHOP, batch(20, "a"));
    await().until(() -> reader.lines.size() >= 4);
    assertThat(reader.lines).containsExactly("stored", "a", "b", "a");
    socket.abort();
  }

  @Test
  void closesWithAReasonWhenTimeIsUp() throws Exception {
    start(QuerierLimits.DEFAULT, Duration.ofMillis(1));
    Reader reader = new Reader(false);
    open("", reader);
    await().until(() -> reader.closed.equals("1011 reached tail max duration limit"));
  }

  @Test
  void closesTheTailThatIsOneTooMany() throws Exception {
    start(limits("max_concurrent_tail_requests: 1"), Tails.DEFAULT_MAX_DURATION);
    store(batch(-1_000_000_000, "a"));
    Reader first = new Reader(false);
    WebSocket socket = open("", first);
    await().until(() -> !first.lines.isEmpty());
    Reader second = new Reader(false);
    open("", second);
    await()
        .until(
            () ->
                second.closed.equals(
                    "1011 max concurrent tail requests limit exceeded, count > limit (2 > 1)"));
    socket.abort();
  }

  @Test
  void refusesBadParametersBeforeTheUpgrade() throws Exception {
    start(QuerierLimits.DEFAULT, Tails.DEFAULT_MAX_DURATION);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + path("{app=\"shop\"}") + "&delay_for=6"))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo("delay_for can't be greater than 5");
  }
}
