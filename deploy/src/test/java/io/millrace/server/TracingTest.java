package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpServer;
import io.millrace.service.trace.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server that sends its spans to a receiver of the OTLP protocol. */
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";

  @TempDir private Path directory;
  private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
  private HttpServer receiver;

  /** The fields of opentelemetry.proto.trace.v1.Span that are looked at. */
  private record ReceivedSpan(
      String trace, String id, String parent, String name, Map<String, String> attributes) {}

  @BeforeEach
  void receive() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
          }
          // ExportTraceServiceRequest.resource_spans, .scope_spans, .spans
          each(body, 1, resource -> each(resource, 2, scope -> each(scope, 2, this::span)));
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private interface Field {
    void accept(byte[] bytes) throws IOException;
  }

  private static void each(byte[] message, int number, Field field) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        field.accept(in.readByteArray());
      } else {
        in.skipField(tag);
      }
    }
  }

  private static byte[] bytes(byte[] message, int number) {
    byte[][] found = {{}};
    try {
      each(message, number, value -> found[0] = value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found[0];
  }

  private void span(byte[] message) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    each(
        message,
        9,
        attribute ->
            attributes.put(text(bytes(attribute, 1)), text(bytes(bytes(attribute, 2), 1))));
    HexFormat hex = HexFormat.of();
    spans.add(
        new ReceivedSpan(
            hex.formatHex(bytes(message, 1)),
            hex.formatHex(bytes(message, 2)),
            hex.formatHex(bytes(message, 4)),
            text(bytes(message, 5)),
            attributes));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Optional<ReceivedSpan> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst();
  }

  private ReceivedSpan awaited(String name) {
    await().until(() -> named(name).isPresent());
    return named(name).orElseThrow();
  }

  @Test
  void aPushAFlushAndAQueryArriveWithTheirParents() throws Exception {
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + receiver.getAddress().getPort(),
            "OTEL_BSP_SCHEDULE_DELAY",
            "50");
    try (RunningServer server =
        new RunningServer(
            directory,
            "auth_enabled: false\n",
            "debug_endpoints: false",
            Tracing.of(environment, "millrace"))) {
      long now = RunningServer.now();
      String traceparent = "00-%s-%s-01".formatted(TRACE, CALLER);
      assertThat(
              server
                  .push("{\"app\":\"a\"}", now, List.of("traced"), "traceparent", traceparent)
                  .statusCode())
          .isEqualTo(204);
      server.post("/flush", new byte[0]);
      String query = RunningServer.encoded("{app=\"a\"} |= \"traced\"");
      assertThat(
              server
                  .get("/loki/api/v1/query_range?query=" + query, "traceparent", traceparent)
                  .body())
          .contains("traced");

      ReceivedSpan push = awaited("POST /loki/api/v1/push");
      assertThat(push.trace()).isEqualTo(TRACE);
      assertThat(push.parent()).isEqualTo(CALLER);
      assertThat(push.attributes()).containsEntry("millrace.tenant", "fake");

      ReceivedSpan flush = awaited("flush");
      assertThat(flush.parent()).isEmpty();
      assertThat(awaited("object-store put").parent()).isEqualTo(flush.id());

      ReceivedSpan asked = awaited("GET /loki/api/v1/query_range");
      assertThat(asked.parent()).isEqualTo(CALLER);
      assertThat(asked.attributes())
          .containsEntry("millrace.query", "{app=\"a\"} |= \"traced\"")
          .containsKey("millrace.query.plan");
      ReceivedSpan read = awaited("object-store read");
      assertThat(read.trace()).isEqualTo(TRACE);
      assertThat(read.parent()).isEqualTo(asked.id());
    }
  }

  @Test
  void anIngesterThatAQuerierAsksIsPartOfTheQuerysTrace() throws Exception {
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + receiver.getAddress().getPort(),
            "OTEL_BSP_SCHEDULE_DELAY",
            "50");
    String token = "internal_token: known-to-both";
    try (RunningServer ingester =
            new RunningServer(
                Target.INGESTER,
                config("ingester", token, ""),
                Tracing.of(environment, "ingester"));
        RunningServer querier =
            new RunningServer(
                Target.QUERIER,
                config(
                    "querier",
                    token,
                    "querier: {ingesters: {addresses: ['127.0.0.1:%d']}}"
                        .formatted(ingester.port())),
                Tracing.of(environment, "querier"))) {
      ingester.push("{\"app\":\"a\"}", RunningServer.now(), List.of("traced"));
      String query = RunningServer.encoded("{app=\"a\"}");
      String answer =
          querier
              .get(
                  "/loki/api/v1/query_range?query=" + query,
                  "traceparent",
                  "00-%s-%s-01".formatted(TRACE, CALLER))
              .body();
      assertThat(answer).contains("traced").doesNotContain("warnings");
      ReceivedSpan asked = awaited("GET /loki/api/v1/query_range");
      ReceivedSpan held = awaited("POST /internal/v1/held");
      assertThat(held.trace()).isEqualTo(TRACE);
      assertThat(held.parent()).isEqualTo(asked.id());
    }
  }

  @Test
  void anIngesterAnswersNobodyWhoDoesNotKnowTheToken() throws Exception {
    try (RunningServer ingester =
        new RunningServer(
            Target.INGESTER, config("ingester", "internal_token: secret", ""), Tracing.off())) {
      String path = "/internal/v1/held";
      assertThat(ingester.post(path, new byte[0]).statusCode()).isEqualTo(401);
      assertThat(ingester.post(path, new byte[0], "Authorization", "Bearer secre").statusCode())
          .isEqualTo(401);
      assertThat(ingester.post(path, new byte[0], "Authorization", "Bearer secret").statusCode())
          .as("known, and asks nothing")
          .isEqualTo(400);
    }
  }

  private String config(String name, String commonKey, String more) {
    return """
    auth_enabled: false
    server: {http_listen_address: 127.0.0.1, http_listen_port: 0}
    common:
      path_prefix: %s
      %s
      storage: {filesystem: {chunks_directory: %s}}
    %s
    """
        .formatted(directory.resolve(name), commonKey, directory.resolve("chunks"), more);
  }

  @Test
  void withoutAnEndpointThereIsNoTracing() {
    assertThat(Tracing.of(Map.of("OTEL_SERVICE_NAME", "x"), "millrace").isOn()).isFalse();
    assertThat(
            Tracing.of(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:1",
                        "OTEL_SDK_DISABLED",
                        "true"),
                    "millrace")
                .isOn())
        .isFalse();
  }

  @Test
  void threadsAndHeapAreShownOnlyWhereTheConfigSaysSo() throws Exception {
    try (RunningServer closed =
        new RunningServer(directory.resolve("closed"), "auth_enabled: false\n")) {
      assertThat(closed.get("/debug/threads").statusCode()).isEqualTo(404);
      assertThat(closed.get("/live").body()).isEqualTo("live\n");
    }
    try (RunningServer open =
        new RunningServer(
            directory.resolve("open"),
            "auth_enabled: false\n",
            "debug_endpoints: true",
            Tracing.off())) {
      assertThat(open.get("/debug/threads").body()).contains("\"flush\"");
      assertThat(open.get("/debug/heap").body()).contains("java.lang.String");
    }
  }
}
