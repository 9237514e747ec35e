package io.millrace.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WebSocketTest {
  private static final Route ECHO =
      Route.get(
          "/echo",
          request -> {
            if (request.params().has("bad")) {
              return HttpResponse.text(400, "bad parameter");
            }
            return HttpResponse.webSocket(
                WebSocketOptions.DEFAULT,
                session -> {
                  CountDownLatch closed = new CountDownLatch(1);
                  session.onClose(closed::countDown);
                  session.onMessage(
                      text -> {
                        if (text.equals("bye")) {
                          session.close(1011, "reached tail max duration limit");
                        } else {
                          session.offer("echo " + text);
                        }
                      });
                  session.ping();
                  session.send("welcome");
                  closed.await();
                });
          });

  /** Notes what the server sends. */
  private static final class Listener implements WebSocket.Listener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      events.add("text " + data);
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
      events.add("ping");
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      events.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("close " + code + " " + reason);
      return null;
    }

    String next() throws InterruptedException {
      return events.poll(10, TimeUnit.SECONDS);
    }
  }

  private static WebSocket open(HttpClient client, TestServer server, Listener listener) {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + server.server.port() + "/echo"), listener)
        .join();
  }

  @Test
  void sendsEchoesPingsAndClosesWithAReason() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        HttpClient client = HttpClient.newHttpClient()) {
      Listener listener = new Listener();
      WebSocket socket = open(client, server, listener);
      assertThat(listener.next()).isEqualTo("ping");
      assertThat(listener.next()).isEqualTo("text welcome");
      socket.sendText("häl", false).join();
      socket.sendText("lo", true).join();
      assertThat(listener.next()).isEqualTo("text echo hällo");
      socket.sendPing(ByteBuffer.wrap(new byte[3])).join();
      assertThat(listener.next()).isEqualTo("pong 3");
      socket.sendText("bye", true).join();
      assertThat(listener.next()).isEqualTo("close 1011 reached tail max duration limit");
    }
  }

  @Test
  void answersTheClientsCloseAndEndsTheHandler() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        HttpClient client = HttpClient.newHttpClient()) {
      Listener listener = new Listener();
      WebSocket socket = open(client, server, listener);
      assertThat(listener.next()).isEqualTo("ping");
      assertThat(listener.next()).isEqualTo("text welcome");
      socket.sendClose(1000, "done").join();
      assertThat(listener.next()).startsWith("close 1000");
      await().until(() -> server.server.inFlight() == 0);
    }
  }

  @Test
  void tellsOpenSocketsThatItGoesAway() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        HttpClient client = HttpClient.newHttpClient()) {
      Listener listener = new Listener();
      open(client, server, listener);
      assertThat(listener.next()).isEqualTo("ping");
      assertThat(listener.next()).isEqualTo("text welcome");
      server.server.close(Duration.ofSeconds(10));
      assertThat(listener.next()).isEqualTo("close 1001 the server is shutting down");
    }
  }

  @Test
  void answersParameterErrorsAndPlainRequestsBeforeTheUpgrade() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      RawClient.Answer bad = client.get("/echo?bad=1").read();
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.text()).isEqualTo("bad parameter");
      assertThat(client.get("/echo").read().text()).isEqualTo("this path speaks WebSocket only\n");
    }
  }

  @Test
  void noticesAReaderThatStalls() throws Exception {
    CompletableFuture<Integer> sent = new CompletableFuture<>();
    CountDownLatch release = new CountDownLatch(1);
    Route flood =
        Route.get(
            "/flood",
            _ ->
                HttpResponse.webSocket(
                    new WebSocketOptions(4, 1 << 16),
                    session -> {
                      int count = 0;
                      while (session.offer("x".repeat(100_000))) {
                        count++;
                      }
                      sent.complete(session.isOpen() ? count : -1);
                      release.await();
                    }));
    try (TestServer server = TestServer.serving(flood);
        RawClient client = server.connect()) {
      client.get(
          "/flood",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(sent.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(4);
      release.countDown();
    }
  }

  @Test
  void endsTheHandlerWhenTheConnectionBreaks() throws Exception {
    try (TestServer server = TestServer.serving(ECHO)) {
      try (RawClient client = server.connect()) {
        client.get(
            "/echo",
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(client.read().status()).isEqualTo(101);
        await().until(() -> server.server.inFlight() == 1);
      }
      await().until(() -> server.server.inFlight() == 0);
    }
  }
}
