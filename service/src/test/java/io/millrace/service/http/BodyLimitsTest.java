package io.millrace.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyLimitsTest {
  private static final int CAP = 10_000;
  private static final int DECOMPRESSED_CAP = 50_000;

  private static final Route ECHO =
      Route.post("/echo", request -> HttpResponse.bytes(200, "text/plain", request.body()))
          .with(
              RouteOptions.DEFAULT
                  .withMaxBodyBytes(CAP)
                  .withMaxDecompressedBytes(DECOMPRESSED_CAP));

  private static byte[] text(int bytes) {
    return "some log line "
        .repeat(bytes / 14 + 1)
        .substring(0, bytes)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip =
        new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void decodesGzipAndBothKindsOfDeflate() throws Exception {
    byte[] plain = text(DECOMPRESSED_CAP);
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      assertThat(client.post("/echo", gzip(plain), "Content-Encoding: gzip").read().body())
          .isEqualTo(plain);
      assertThat(
              client.post("/echo", deflate(plain, true), "Content-Encoding: deflate").read().body())
          .isEqualTo(plain);
      assertThat(
              client
                  .post("/echo", deflate(plain, false), "Content-Encoding: Deflate")
                  .read()
                  .body())
          .isEqualTo(plain);
    }
  }

  @Test
  void passesSnappyThroughAndRefusesUnknownEncodings() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      byte[] body = {1, 2, 3};
      assertThat(client.post("/echo", body, "Content-Encoding: snappy").read().body())
          .isEqualTo(body);
      RawClient.Answer refused = client.post("/echo", body, "Content-Encoding: br").read();
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).isEqualTo("Content-Encoding \"br\" not supported\n");
      RawClient.Answer damaged = client.post("/echo", body, "Content-Encoding: gzip").read();
      assertThat(damaged.status()).isEqualTo(400);
    }
  }

  @Test
  void stopsAGzipBombAtTheCap() throws Exception {
    byte[] bomb = gzip(new byte[5_000_000]);
    assertThat(bomb.length).isLessThan(CAP);
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.post("/echo", bomb, "Content-Encoding: gzip").read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).startsWith("request body too large");
      byte[] oneTooMany = gzip(text(DECOMPRESSED_CAP + 1));
      assertThat(client.post("/echo", oneTooMany, "Content-Encoding: gzip").read().status())
          .isEqualTo(413);
    }
  }

  @Test
  void refusesABodyThatIsAnnouncedTooLarge() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      assertThat(client.post("/echo", text(CAP)).read().status()).isEqualTo(200);
      RawClient.Answer answer = client.post("/echo", text(CAP + 1)).read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).startsWith("request body too large");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void refusesAChunkedBodyThatGrowsTooLarge() throws Exception {
    try (TestServer server = TestServer.serving(ECHO);
        RawClient client = server.connect()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "800\r\n" + "x".repeat(0x800) + "\r\n";
      client.send(chunk + chunk + "0\r\n\r\n");
      assertThat(client.read().body()).hasSize(0x1000);
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk.repeat(5));
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void takesLongRequestLinesAndRefusesEndlessOnes() throws Exception {
    Route hello = Route.get("/hello", r -> HttpResponse.text(200, "" + r.rawQuery().length()));
    try (TestServer server = TestServer.serving(hello)) {
      try (RawClient client = server.connect()) {
        assertThat(client.get("/hello?" + "a".repeat(100_000)).read().text()).isEqualTo("100000");
      }
      try (RawClient client = server.connect()) {
        assertThat(client.get("/hello?" + "a".repeat(200_000)).read().status()).isEqualTo(414);
      }
      try (RawClient client = server.connect()) {
        assertThat(client.get("/hello", "X: " + "a".repeat(100_000)).read().status())
            .isEqualTo(431);
      }
      try (RawClient client = server.connect()) {
        assertThat(client.send("no http at all\r\n\r\n").read().status()).isEqualTo(400);
      }
    }
  }

  @Test
  void compressesLargeAnswersForThoseWhoAsk() throws Exception {
    byte[] plain = text(40_000);
    Route route =
        Route.get(
            "/{kind}",
            request ->
                request.pathParam("kind").equals("whole")
                    ? HttpResponse.bytes(200, "application/json", plain)
                    : HttpResponse.stream(200, "text/plain", out -> out.write(plain)));
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      for (String path : new String[] {"/whole", "/streamed"}) {
        assertThat(client.get(path).read().body()).isEqualTo(plain);
        assertThat(client.get(path, "Accept-Encoding: gzip;q=0").read().body()).isEqualTo(plain);
        RawClient.Answer zipped = client.get(path, "Accept-Encoding: br, gzip").read();
        assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
        assertThat(
                new GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body())).readAllBytes())
            .isEqualTo(plain);
      }
    }
  }

  @Test
  void streamsMoreThanBuffersHoldToASlowReader() throws Exception {
    byte[] piece = new byte[100_000];
    new Random(1).nextBytes(piece);
    Route route =
        Route.get(
            "/stream",
            _ ->
                HttpResponse.stream(
                    200,
                    "application/octet-stream",
                    out -> {
                      for (int i = 0; i < 100; i++) {
                        out.write(piece);
                      }
                    }));
    try (TestServer server = TestServer.serving(route);
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.get("/stream").read();
      assertThat(answer.body()).hasSize(10_000_000);
      assertThat(answer.body()).endsWith(piece);
      assertThat(client.get("/stream").read().body()).hasSize(10_000_000);
    }
  }

  @Test
  void cutsOffAClientThatTakesNothing() throws Exception {
    java.util.concurrent.CompletableFuture<Exception> failure =
        new java.util.concurrent.CompletableFuture<>();
    Route route =
        Route.get(
            "/stream",
            _ ->
                HttpResponse.stream(
                    200,
                    "application/octet-stream",
                    out -> {
                      try {
                        while (true) {
                          out.write(new byte[100_000]);
                        }
                      } catch (IOException e) {
                        failure.complete(e);
                        throw e;
                      }
                    }));
    Duration second = Duration.ofSeconds(30);
    try (TestServer server =
            TestServer.serving(
                options -> options.withTimeouts(second, Duration.ofMillis(100), second),
                Routes.of(route));
        RawClient client = server.connect()) {
      client.get("/stream");
      assertThat(failure.get()).hasMessage("the client took nothing for 100 ms");
    }
  }

  @Test
  void showsThatAFailedStreamIsIncomplete() throws Exception {
    Route early =
        Route.get(
            "/early",
            _ ->
                HttpResponse.stream(
                    200,
                    "text/plain",
                    _ -> {
                      throw new IOException("nothing was sent");
                    }));
    Route late =
        Route.get(
            "/late",
            _ ->
                HttpResponse.stream(
                    200,
                    "text/plain",
                    out -> {
                      out.write("abc".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      throw new IOException("half was sent");
                    }));
    try (TestServer server = TestServer.serving(early, late);
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.get("/early").read();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).isEqualTo("nothing was sent");
      client.get("/late");
      org.assertj.core.api.Assertions.assertThatThrownBy(client::read)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void closesIdleConnectionsAndSlowRequests() throws Exception {
    Duration brief = Duration.ofMillis(100);
    try (TestServer server =
        TestServer.serving(options -> options.withTimeouts(brief, brief, brief), Routes.of(ECHO))) {
      try (RawClient idle = server.connect()) {
        assertThat(idle.isClosedByServer()).isTrue();
      }
      try (RawClient slowHead = server.connect()) {
        slowHead.send("POST /echo HT");
        assertThat(slowHead.isClosedByServer()).isTrue();
      }
      try (RawClient slowBody = server.connect()) {
        slowBody.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
        assertThat(slowBody.read().status()).isEqualTo(408);
      }
    }
  }
}
