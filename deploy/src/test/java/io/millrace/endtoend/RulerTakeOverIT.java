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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two queriers on one bucket with the same rule; the one that evaluates is killed. */
class RulerTakeOverIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOLDS = "this process holds the lease of rules now";

  @TempDir private Path directory;
  private S3Bucket bucket;
  private HttpServer alertmanager;
  private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
  private final List<MillraceProcess> queriers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    bucket = S3Bucket.start();
    alertmanager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    alertmanager.createContext("/api/v2/alerts", this::take);
    alertmanager.start();
    Path rules = Files.createDirectories(directory.resolve("rules").resolve("fake"));
    Files.writeString(
        rules.resolve("ns.yaml"),
        """
        groups:
        - name: always
          interval: 1s
          rules:
          - alert: Always
            expr: vector(1)
        """);
    for (int i = 0; i < 2; i++) {
      queriers.add(querier("querier-" + i, MillraceProcess.freePort()));
    }
  }

  @AfterEach
  void stop() throws Exception {
    queriers.forEach(MillraceProcess::close);
    alertmanager.stop(0);
    bucket.close();
  }

  @Test
  void tellsOfEachTimeOnceWhenTheQuerierThatEvaluatesIsKilled() throws Exception {
    await().atMost(PATIENCE).until(() -> alerts.size() >= 3);
    int evaluating = queriers.get(0).output().contains(HOLDS) ? 0 : 1;
    assertThat(queriers.get(1 - evaluating).output()).doesNotContain(HOLDS);
    queriers.get(evaluating).kill();
    int before = alerts.size();
    await().atMost(PATIENCE).until(() -> alerts.size() >= before + 3);
    assertThat(queriers.get(1 - evaluating).output()).contains(HOLDS);
    assertThat(alerts.stream().map(alert -> alert.path("endsAt").asText()))
        .as("each evaluation moves the end, and is told of once")
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(alerts.stream().map(alert -> alert.path("startsAt").asText()).distinct())
        .as("one alert, which fired once")
        .hasSize(1);
  }

  private void take(HttpExchange exchange) throws IOException {
    JSON.readTree(exchange.getRequestBody()).forEach(alerts::add);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private MillraceProcess querier(String name, int port) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            """
            auth_enabled: false
            server:
              http_listen_address: 127.0.0.1
              http_listen_port: %d
            common:
              path_prefix: %s
              storage:
                s3: %s
            ruler:
              alertmanager_url: http://127.0.0.1:%d
              resend_delay: 0s
              lease_duration: 3s
              storage: {local: {directory: %s}}
            """
                .formatted(
                    port,
                    directory.resolve(name),
                    bucket.config(),
                    alertmanager.getAddress().getPort(),
                    directory.resolve("rules")));
    return MillraceProcess.start(
            directory, name, "server", "-config.file=" + config, "-target=querier")
        .awaitReady(port);
  }
}
