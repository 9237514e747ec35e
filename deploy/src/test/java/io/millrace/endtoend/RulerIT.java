package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert from the first error line to its end, over a kill of the server. */
class RulerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RULES =
      """
      name: errors
      interval: 1s
      rules:
      - alert: HighErrorRate
        expr: sum by (app) (rate({app="shop"} |= "error" [8s])) > 0.5
        annotations:
          summary: '{{ $labels.app }} fails'
      """;

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();

  @Test
  void firesOnceAndResolvesThoughTheServerIsKilled() throws Exception {
    HttpServer alertmanager =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    alertmanager.createContext("/api/v2/alerts", this::take);
    alertmanager.start();
    int port = MillraceProcess.freePort();
    Path config = config(port, alertmanager.getAddress().getPort());
    MillraceProcess server = start(config, port);
    try {
      assertThat(post(port, "/loki/api/v1/rules/shop", "application/yaml", RULES)).isEqualTo(202);
      pushErrors(port);
      await().atMost(PATIENCE).until(() -> !alerts.isEmpty());
      server.kill();
      server = start(config, port);
      String resumed = new LokiApi(port).get("/prometheus/api/v1/alerts").body();
      assertThat(JSON.readTree(resumed).at("/status").asText()).isEqualTo("success");
      await().atMost(PATIENCE).until(() -> alerts.size() > 1);
      JsonNode fired = alerts.get(0);
      JsonNode resolved = alerts.get(1);
      assertThat(fired.at("/labels/alertname").asText()).isEqualTo("HighErrorRate");
      assertThat(fired.at("/annotations/summary").asText()).isEqualTo("shop fails");
      assertThat(resolved.path("labels")).isEqualTo(fired.path("labels"));
      assertThat(resolved.path("startsAt"))
          .as("the same alert, not a second one")
          .isEqualTo(fired.path("startsAt"));
      assertThat(resolved.path("endsAt").asText())
          .as("resolved, not fired again")
          .isLessThan(fired.path("endsAt").asText());
      assertThat(alerts).hasSize(2);
    } finally {
      server.close();
      alertmanager.stop(0);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    JSON.readTree(exchange.getRequestBody()).forEach(alerts::add);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private int post(int port, String path, String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  private void pushErrors(int port) throws Exception {
    StringBuilder values = new StringBuilder();
    long now = System.currentTimeMillis() * 1_000_000L;
    for (int i = 0; i < 20; i++) {
      values.append(i == 0 ? "" : ",").append("[\"" + (now + i) + "\",\"error " + i + "\"]");
    }
    String push =
        "{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[%s]}]}".formatted(values);
    assertThat(post(port, "/loki/api/v1/push", "application/json", push)).isEqualTo(204);
  }

  private MillraceProcess start(Path config, int port) throws IOException {
    return MillraceProcess.start(directory, "server", "server", "-config.file=" + config)
        .awaitReady(port);
  }

  private Path config(int port, int alertmanagerPort) throws IOException {
    return Files.writeString(
        directory.resolve("server.yaml"),
        """
        auth_enabled: false
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: %d
        common:
          path_prefix: %s
        ingester:
          wal:
            min_free_bytes: 1MB
        ruler:
          alertmanager_url: http://127.0.0.1:%d
          resend_delay: 1h
        """
            .formatted(port, directory.resolve("data"), alertmanagerPort));
  }
}
