package io.millrace.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final Route ECHO =
      Route.post("/echo", request -> HttpResponse.bytes(200, "text/plain", request.body()));
  private static final Route HELLO = Route.get("/hello", _ -> HttpResponse.text(200, "hello"));

  @Test
  void servesManyRequestsOnOneConnection() throws Exception {
    try (TestServer server = TestServer.serving(HELLO, ECHO);
        RawClient client = server.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/hello").read().text()).isEqualTo("hello");
        assertThat(client.post("/echo", ("n" + i).getBytes(UTF_8)).read().text())
            .isEqualTo("n" + i);
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    CountDownLatch allSent = new CountDownLatch(1);
    Route waiting =
        Route.get(
            "/n/{n}",
            request -> {
              allSent.await();
              return HttpResponse.text(200, request.pathParam("n"));
            });
    try (TestServer server = TestServer.serving(waiting);
        RawClient client = server.connect()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        all.append("GET /n/").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      client.send(all.toString());
      allSent.countDown();
      for (int i = 0; i < 500; i++) {
        assertThat(client.read().text()).isEqualTo("" + i);
      }
    }
  }

  @Test
  void pipelinesBodiesBeyondTheBacklog() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Route waiting =
        Route.post(
            "/size",
            request -> {
              go.await();
              return HttpResponse.text(200, "" + request.body().length);
            });
    try (TestServer server = TestServer.serving(waiting);
        RawClient client = server.connect()) {
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 1; i <= 5; i++) {
                    client.post("/size", new byte[i * 200_000]);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      await().until(() -> server.server.inFlight() == 1);
      go.countDown();
      for (int i = 1; i <= 5; i++) {
        assertThat(client.read().text()).isEqualTo("" + i * 200_000);
      }
      sender.join();
    }
  }

  @Test
  void tellsUnknownPathFromWrongMethod() throws Exception {
    try (TestServer server = TestServer.serving(HELLO, ECHO);
        RawClient client = server.connect()) {
      RawClient.Answer unknown = client.get("/nothing").read();
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.text()).isEqualTo("404 page not found\n");
      assertThat(unknown.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      RawClient.Answer wrong = client.get("/echo").read();
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.body()).isEmpty();
      assertThat(wrong.header("allow")).isEqualTo("POST");
      assertThat(client.get("/hello").read().status()).isEqualTo(200);
    }
  }

  @Test
  void answers404ToALargeBodyWithoutReset() throws Exception {
    try (TestServer server = TestServer.serving(HELLO);
        RawClient client = server.connect()) {
      client.post("/nothing", new byte[1 << 20]);
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void answersHeadWithoutBody() throws Exception {
    try (TestServer server = TestServer.serving(HELLO);
        RawClient client = server.connect()) {
      RawClient.Answer head = client.request("HEAD", "/hello", new byte[0]).read(false);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("5");
      assertThat(client.get("/hello").read().text()).isEqualTo("hello");
    }
  }

  @Test
  void mergesFormAndQueryWithTheBodyFirst() throws Exception {
    Route route =
        Route.getOrPost("/q", request -> HttpResponse.text(200, request.params().toString()));
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      client.post(
          "/q?a=url&c=%7Bx%3D%22y%22%7D+z",
          "a=body&b=1%2B1".getBytes(UTF_8),
          "content-TYPE: application/x-www-form-urlencoded; charset=utf-8");
      assertThat(client.read().text()).isEqualTo("{a=[body, url], b=[1+1], c=[{x=\"y\"} z]}");
      RawClient.Answer bad = client.get("/q?a=%zz").read();
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.text()).isEqualTo("invalid URL escape \"%zz\"");
    }
  }

  @Test
  void continuesWhenTheClientAsksFirst() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      client.send("ok");
      assertThat(client.read().text()).isEqualTo("ok");
      client.send(
          "POST /no HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void answers500WithTheMessageAndMapsKnownExceptions() throws Exception {
    Routes routes =
        Routes.builder()
            .add(
                Route.get(
                    "/fail/{how}",
                    request -> {
                      throw switch (request.pathParam("how")) {
                        case "refuse" -> new HttpException(422, "no");
                        case "known" -> new IllegalStateException("known");
                        default -> new IOException("disk on fire");
                      };
                    }))
            .onException(
                (_, e) ->
                    e instanceof IllegalStateException
                        ? java.util.Optional.of(HttpResponse.text(409, e.getMessage()))
                        : java.util.Optional.empty())
            .build();
    try (TestServer server = TestServer.serving(options -> options, routes);
        RawClient client = server.connect()) {
      assertThat(client.get("/fail/refuse").read().status()).isEqualTo(422);
      assertThat(client.get("/fail/known").read().status()).isEqualTo(409);
      RawClient.Answer failed = client.get("/fail/other").read();
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.text()).isEqualTo("disk on fire");
    }
  }

  @Test
  void answersOneRequestOfAnOldClientAndCloses() throws Exception {
    try (TestServer server = TestServer.serving(HELLO);
        RawClient client = server.connect()) {
      client.send("GET /hello HTTP/1.0\r\n\r\n");
      assertThat(client.read().text()).isEqualTo("hello");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void servesUnderThePathPrefixOnly() throws Exception {
    try (TestServer server =
            TestServer.serving(options -> options.withPathPrefix("logs/"), Routes.of(HELLO));
        RawClient client = server.connect()) {
      assertThat(client.get("/hello").read().status()).isEqualTo(404);
      assertThat(client.get("/logs/hello").read().text()).isEqualTo("hello");
      assertThat(client.get("http://x/logs/hello").read().text()).isEqualTo("hello");
    }
  }

  @Test
  void namesTheAddressThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      HttpServerOptions options = HttpServerOptions.listeningOn("127.0.0.1", port);
      assertThatThrownBy(
              () ->
                  HttpServer.start(
                      options,
                      Routes.of(HELLO),
                      new HttpMetrics(
                          new io.prometheus.metrics.model.registry.PrometheusRegistry(), "x")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
          .satisfies(
              e ->
                  assertThat(e.getMessage().toLowerCase(Locale.ROOT))
                      .contains("address already in use"));
    }
  }

  @Test
  void closesConnectionsPastTheLimit() throws Exception {
    try (TestServer server =
            TestServer.serving(options -> options.withMaxConnections(1), Routes.of(HELLO));
        RawClient first = server.connect()) {
      assertThat(first.get("/hello").read().status()).isEqualTo(200);
      try (RawClient second = server.connect()) {
        assertThat(second.isClosedByServer()).isTrue();
      }
      assertThat(first.get("/hello").read().status()).isEqualTo(200);
    }
  }

  @Test
  void cancelsTheHandlerWhenTheClientGoesAway() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicReference<Cancellation.Cause> cause = new AtomicReference<>();
    Route route =
        Route.get(
            "/long",
            request -> {
              CountDownLatch gone = new CountDownLatch(1);
              request.onCancel(gone::countDown);
              started.countDown();
              gone.await();
              cause.set(request.cancellation().cause());
              return HttpResponse.empty(204);
            });
    try (TestServer server = TestServer.serving(route)) {
      try (RawClient client = server.connect()) {
        client.get("/long");
        started.await();
      }
      await().until(() -> cause.get() == Cancellation.Cause.CLIENT_GONE);
    }
  }

  @Test
  void answersAClientThatOnlyClosedItsSendingHalf() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Route route =
        Route.get(
            "/push",
            request -> {
              CountDownLatch gone = new CountDownLatch(1);
              request.onCancel(gone::countDown);
              started.countDown();
              gone.await();
              return HttpResponse.text(200, "done anyway");
            });
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      client.get("/push");
      started.await();
      client.socket.shutdownOutput();
      assertThat(client.read().text()).isEqualTo("done anyway");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void cancelsAtTheRoutesTimeout() throws Exception {
    Route route =
        Route.get(
                "/slow",
                request -> {
                  CountDownLatch late = new CountDownLatch(1);
                  request.onCancel(late::countDown);
                  late.await();
                  return HttpResponse.text(
                      504, request.cancellation().cause() + " " + request.timeLeft());
                })
            .with(RouteOptions.DEFAULT.withTimeout(Duration.ofMillis(20)));
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      assertThat(client.get("/slow").read().text()).isEqualTo("DEADLINE PT0S");
    }
  }

  @Test
  void finishesTheRunningRequestWhenItDrains() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Route route =
        Route.get(
            "/work",
            _ -> {
              started.countDown();
              go.await();
              return HttpResponse.text(200, "finished");
            });
    try (TestServer server = TestServer.serving(route, HELLO);
        RawClient idle = server.connect();
        RawClient busy = server.connect()) {
      assertThat(idle.get("/hello").read().status()).isEqualTo(200);
      busy.get("/work");
      started.await();
      Thread closer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      server.server.close(Duration.ofSeconds(20));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      assertThat(idle.isClosedByServer()).isTrue();
      assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
      go.countDown();
      RawClient.Answer answer = busy.read();
      assertThat(answer.text()).isEqualTo("finished");
      assertThat(busy.isClosedByServer()).isTrue();
      closer.join();
    }
  }

  @Test
  void cancelsWhatOutlivesTheGracePeriod() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Route route =
        Route.get(
            "/work",
            request -> {
              CountDownLatch stop = new CountDownLatch(1);
              request.onCancel(stop::countDown);
              started.countDown();
              stop.await();
              return HttpResponse.text(503, "" + request.cancellation().cause());
            });
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      client.get("/work");
      started.await();
      server.server.close(Duration.ofMillis(10));
      assertThat(client.read().text()).isEqualTo("SHUTDOWN");
    }
  }

  @Test
  void countsRequestsUnderLokisNames() throws Exception {
    Route label =
        new Route(
            Set.of(Method.GET),
            "/loki/api/v1/label/{name}/values",
            _ -> HttpResponse.empty(204),
            RouteOptions.DEFAULT);
    assertThat(label.metricName()).isEqualTo("loki_api_v1_label_name_values");
    try (TestServer server = TestServer.serving(label);
        RawClient client = server.connect()) {
      assertThat(client.get("/loki/api/v1/label/a%2Fb/values").read().status()).isEqualTo(204);
      await()
          .untilAsserted(() -> assertThat(server.registry.scrape().toString().isEmpty()).isFalse());
      await()
          .until(
              () ->
                  server
                      .registry
                      .scrape(name -> name.equals("loki_request_duration_seconds"))
                      .get(0)
                      .getDataPoints()
                      .stream()
                      .anyMatch(
                          point ->
                              "loki_api_v1_label_name_values".equals(point.getLabels().get("route"))
                                  && "204".equals(point.getLabels().get("status_code"))
                                  && "false".equals(point.getLabels().get("ws"))));
    }
  }
}
