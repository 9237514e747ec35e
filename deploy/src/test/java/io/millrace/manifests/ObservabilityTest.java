package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.agent.AgentServer;
import io.millrace.agent.config.AgentSettings;
import io.millrace.logql.syntax.Parser;
import io.millrace.server.RunningServer;
import io.millrace.server.ServerSettings;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and alerts against what a running server and a running agent expose. */
class ObservabilityTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** A metric's name is what stands before its labels, its range or an operator. */
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:loki|millrace|promtail|process|jvm)_[a-z0-9_]+)");

  @TempDir private static Path directory;
  private static final Set<String> EXPOSED = new TreeSet<>();

  @BeforeAll
  static void scrapeBoth() throws Exception {
    HttpServer alertmanager = alertmanager();
    Path rules = Files.createDirectories(directory.resolve("rules").resolve("fake"));
    Files.writeString(
        rules.resolve("always.yaml"),
        "groups: [{name: a, interval: 1s, rules: [{alert: Always, expr: vector(1)}]}]");
    String config =
        "auth_enabled: false\nruler: {alertmanager_url: 'http://127.0.0.1:%d'}\n"
            .formatted(alertmanager.getAddress().getPort());
    try (RunningServer server = new RunningServer(directory, config)) {
      Path log = Files.writeString(directory.resolve("app.log"), "a line\n");
      int port = freePort();
      Lifecycle agent = agent(server.port(), port, log);
      agent.start();
      try {
        await().until(() -> server.get("/loki/api/v1/labels").body().contains("from_agent"));
        // Two days ahead: refused, and counted by reason.
        server.push("{\"a\":\"b\"}", RunningServer.now() + 172_800_000_000_000L, List.of("late"));
        server.post("/flush", new byte[0]);
        await()
            .untilAsserted(
                () -> {
                  collect(server.get("/metrics").body());
                  collect(metricsOf(port));
                  assertThat(EXPOSED)
                      .contains("promtail_sent_entries_total", "millrace_agent_client_stalled")
                      .contains("loki_prometheus_notifications_sent_total");
                });
      } finally {
        agent.stop();
      }
    }
    alertmanager.stop(0);
    collectOfABucket();
    collectOfTls();
  }

  private static HttpServer alertmanager() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v2/alerts",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** What a server with a certificate says of it. */
  private static void collectOfTls() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    io.millrace.service.http.HttpServer server =
        io.millrace.service.http.HttpServer.start(
            HttpServerOptions.listeningOn("127.0.0.1", 0).withTls(SelfSigned.in(directory)),
            Routes.of(),
            new HttpMetrics(registry, "loki"));
    for (MetricSnapshot each : registry.scrape()) {
      if (each instanceof GaugeSnapshot gauge && !gauge.getDataPoints().isEmpty()) {
        EXPOSED.add(each.getMetadata().getPrometheusName());
      }
    }
    server.close(Duration.ofSeconds(1));
  }

  /** A bucket that does not answer is enough for what is counted of requests to it. */
  private static void collectOfABucket() throws Exception {
    String yaml =
        """
        common:
          storage:
            s3: {endpoint: '127.0.0.1:1', insecure: true, region: r, bucketnames: logs,
                 access_key_id: a, secret_access_key: b, backoff_config: {max_retries: 1}}
        """;
    PrometheusRegistry registry = new PrometheusRegistry();
    ObjectStore bucket =
        ConfigFile.parse("bucket", yaml, ConfigFile.Options.loki(false), ServerSettings::from)
            .config()
            .objects()
            .open(registry);
    assertThatThrownBy(() -> bucket.size("packs/x")).isInstanceOf(IOException.class);
    for (MetricSnapshot each : registry.scrape()) {
      if (each instanceof HistogramSnapshot histogram && !histogram.getDataPoints().isEmpty()) {
        EXPOSED.add(each.getMetadata().getPrometheusName() + "_count");
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Lifecycle agent(int serverPort, int port, Path log) throws Exception {
    String yaml =
        """
        server: {http_listen_address: 127.0.0.1, http_listen_port: %d}
        clients:
          - {url: 'http://127.0.0.1:%d/loki/api/v1/push', batchwait: 50ms}
          - {name: astray, url: 'http://127.0.0.1:%d/nothing', batchwait: 50ms}
        positions: {filename: '%s'}
        scrape_configs:
          - job_name: files
            static_configs: [{labels: {job: from_agent, from_agent: 'yes', __path__: '%s'}}]
        """
            .formatted(port, serverPort, serverPort, directory.resolve("positions.yaml"), log);
    LoadedConfig<AgentSettings> loaded =
        ConfigFile.parse("agent", yaml, ConfigFile.Options.strict(false), AgentSettings::from);
    return new Lifecycle(
        new AgentServer(loaded, () -> loaded, null).components(), Duration.ofSeconds(2));
  }

  private static String metricsOf(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static void collect(String metrics) {
    metrics
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isEmpty())
        .forEach(line -> EXPOSED.add(line.replaceAll("[{ ].*", "")));
  }

  private static List<Path> files(String directory, String end) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(directory))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  /** Every expression of a rule file or dashboard with the type of what it is asked of. */
  private record Expression(String source, String text) {}

  private static List<Expression> expressions(Path file, String language) throws IOException {
    List<Expression> all = new ArrayList<>();
    for (JsonNode parent : YAML.readTree(file.toFile()).findParents("expr")) {
      String type = parent.path("datasource").path("type").asText("prometheus");
      if (type.equals(language)) {
        all.add(new Expression(file.getFileName().toString(), parent.path("expr").asText()));
      }
    }
    return all;
  }

  private static List<Expression> promql() throws IOException {
    List<Expression> all =
        new ArrayList<>(expressions(Path.of("helm/millrace/files/alerts.yaml"), "prometheus"));
    for (Path dashboard : files("grafana/dashboards", ".json")) {
      all.addAll(expressions(dashboard, "prometheus"));
    }
    return all;
  }

  @Test
  void eachMetricOfADashboardOrAlertIsExposed() throws IOException {
    List<Expression> expressions = promql();
    assertThat(expressions).hasSizeGreaterThan(30);
    for (Expression each : expressions) {
      Matcher names = METRIC.matcher(each.text().replaceAll("\"[^\"]*\"", ""));
      boolean isOfTheCluster = each.text().contains("kube_") || each.text().contains("kubelet_");
      assertThat(names.find() || isOfTheCluster).as(each.toString()).isTrue();
      names.reset();
      while (names.find()) {
        assertThat(EXPOSED).as(each.toString()).contains(names.group(1));
      }
    }
  }

  @Test
  void eachLogqlExpressionParses() throws Exception {
    List<Expression> all = new ArrayList<>();
    for (Path file : files("rules", ".yaml")) {
      all.addAll(expressions(file, "prometheus"));
    }
    for (Path dashboard : files("grafana/dashboards", ".json")) {
      all.addAll(expressions(dashboard, "loki"));
    }
    assertThat(all).hasSizeGreaterThan(6);
    for (Expression each : all) {
      String text =
          each.text()
              .replaceAll("\\$__(auto|range|interval)", "5m")
              .replace("$namespace", ".+")
              .replace("$app", ".+")
              .replace("$search", "x");
      assertThat(Parser.parse(text)).as(each.toString()).isNotNull();
    }
  }

  @Test
  void theDataSourceDoesNotTakeOver() throws IOException {
    for (Path file : files("grafana/provisioning/datasources", ".yaml")) {
      for (JsonNode source : YAML.readTree(file.toFile()).path("datasources")) {
        assertThat(source.path("isDefault").isBoolean()).isTrue();
        assertThat(source.path("isDefault").booleanValue()).isFalse();
      }
    }
  }

  @Test
  void composeMountsFilesThatExist() throws IOException {
    Path compose = Path.of("compose");
    JsonNode services =
        YAML.readTree(compose.resolve("docker-compose.yaml").toFile()).path("services");
    assertThat(services.has("grafana") && services.has("alertmanager")).isTrue();
    for (JsonNode service : services) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":", 2)[0];
        if (source.startsWith(".")) {
          assertThat(compose.resolve(source).normalize()).exists();
        }
      }
    }
  }
}
