package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.agent.entry.AgentClock;
import io.millrace.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  @TempDir private Path directory;

  @Test
  void givesEachAttemptToPushASpanThatTheServerIsToldOf() throws Exception {
    Files.writeString(directory.resolve("0.log"), "one\n");
    List<String> exported = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
          }
          exported.add(HexFormat.of().formatHex(body));
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    Tracing tracing =
        Tracing.of(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + receiver.getAddress().getPort()),
            "millrace-agent");
    try (LokiSink sink = new LokiSink()) {
      sink.rule(push -> push.number() == 1 ? LokiSink.Reply.of(503) : LokiSink.Reply.OK);
      Agent agent =
          new Agent(
              TestAgent.settings(TestAgent.yaml(directory, sink.url(), directory + "/*.log", "[]")),
              new PrometheusRegistry(),
              AgentClock.SYSTEM,
              null,
              tracing);
      agent.start();
      await().until(() -> sink.lines().equals(List.of("one")));
      agent.stop(Duration.ofSeconds(5));
      tracing.close(Duration.ofSeconds(10));
      assertThat(sink.traceparents()).hasSize(2).doesNotHaveDuplicates();
      String all = String.join("", exported);
      for (String each : sink.traceparents()) {
        String[] parts = each.split("-", -1);
        assertThat(all).contains(parts[1]).contains(parts[2]);
      }
      assertThat(all).contains(hex("POST /loki/api/v1/push"), hex("http.request.resend_count"));
    } finally {
      receiver.stop(0);
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
