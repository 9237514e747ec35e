package io.millrace.querier.ruler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.service.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> counted = new ConcurrentLinkedQueue<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private HttpServer server;
  private Optional<Credentials> credentials = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    Integer status = answers.poll();
    received.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    exchange.sendResponseHeaders(status == null ? 200 : status, -1);
    exchange.close();
  }

  private SendQueue<String> queue(String userInfo, int capacity, int maxTries) throws IOException {
    URI url =
        URI.create("http://" + userInfo + "127.0.0.1:" + server.getAddress().getPort() + "/x");
    Endpoint endpoint =
        new Endpoint(
            new Endpoint.Settings(
                url, Duration.ofSeconds(10), Map.of(), credentials, TlsSettings.DEFAULT));
    assertThat(endpoint.url()).doesNotContain("@");
    SendQueue.Counts counts =
        new SendQueue.Counts() {
          @Override
          public void sent(String tenant, int items, double seconds) {
            counted.add("sent " + tenant + " " + items);
          }

          @Override
          public void failed(String tenant, int items) {
            counted.add("failed " + tenant + " " + items);
          }

          @Override
          public void retried(String tenant, int items) {
            counted.add("retried " + tenant + " " + items);
          }

          @Override
          public void dropped(String tenant, int items) {
            counted.add("dropped " + tenant + " " + items);
          }
        };
    return new SendQueue<>(
        "test",
        new SendQueue.Options(capacity, 2, Duration.ofMillis(1), Duration.ofMillis(4), maxTries),
        endpoint,
        (to, tenant, batch) -> to.post((tenant + batch).getBytes(StandardCharsets.UTF_8), Map.of()),
        counts);
  }

  @Test
  void sendsBatchesOfOneTenantInOrder() throws Exception {
    try (SendQueue<String> queue = queue("", 10, 0)) {
      queue.add("a", List.of("1", "2", "3"));
      queue.add("b", List.of("4"));
      open.countDown();
      await().until(() -> received.size() >= 3);
      assertThat(String.join(";", received)).contains("a[1, 2]").endsWith("null b[4]");
      assertThat(String.join(";", received).replaceAll("[^0-9]", "")).isEqualTo("1234");
    }
  }

  @Test
  void triesAgainAfterServerErrorsAndGivesUpAfterRefusals() throws Exception {
    answers.addAll(List.of(500, 429, 503, 200, 400));
    open.countDown();
    try (SendQueue<String> queue = queue("", 10, 0)) {
      queue.add("a", List.of("1"));
      await().until(() -> counted.contains("sent a 1"));
      queue.add("a", List.of("2"));
      await().until(() -> counted.contains("failed a 1"));
    }
    assertThat(received)
        .containsExactly("null a[1]", "null a[1]", "null a[1]", "null a[1]", "null a[2]");
  }

  @Test
  void givesUpAfterTheTriesThatItHas() throws Exception {
    answers.addAll(List.of(500, 500));
    open.countDown();
    try (SendQueue<String> queue = queue("", 10, 2)) {
      queue.add("a", List.of("1"));
      await().until(() -> counted.contains("failed a 1"));
    }
    assertThat(received).hasSize(2);
  }

  @Test
  void dropsTheOldestWhenItIsFull() throws Exception {
    try (SendQueue<String> queue = queue("", 2, 0)) {
      queue.add("a", List.of("1"));
      await().until(() -> queue.size() == 0);
      queue.add("b", List.of("2", "3", "4"));
      assertThat(counted).containsExactly("dropped b 1");
      open.countDown();
      await().until(() -> received.size() == 2);
      assertThat(received).containsExactly("null a[1]", "null b[3, 4]");
    }
  }

  @Test
  void authorizesItself() throws Exception {
    open.countDown();
    try (SendQueue<String> queue = queue("user:word@", 2, 0)) {
      queue.add("a", List.of("1"));
      await().until(() -> received.size() == 1);
    }
    credentials = Optional.of(new Credentials.Token("Bearer", new Secret("t")));
    try (SendQueue<String> queue = queue("", 2, 0)) {
      queue.add("a", List.of("1"));
      await().until(() -> received.size() == 2);
    }
    assertThat(received).containsExactly("Basic dXNlcjp3b3Jk a[1]", "Bearer t a[1]");
  }

  @Test
  void sendsWhatWaitsBeforeItEnds() throws Exception {
    SendQueue<String> queue = queue("", 10, 0);
    queue.add("a", List.of("1", "2", "3", "4", "5"));
    open.countDown();
    queue.close(Duration.ofSeconds(10));
    assertThat(String.join(";", received).replaceAll("[^0-9]", "")).isEqualTo("12345");
  }
}
