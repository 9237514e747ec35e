package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.agent.AgentServer;
import io.millrace.agent.config.AgentSettings;
import io.millrace.demo.SamplePods;
import io.millrace.server.MillraceServer;
import io.millrace.server.ServerSettings;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.logging.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Runs what servers and agents run, for a moment: the training for the JVM's ahead-of-time cache.
 * The launcher's {@code warm} starts it; the files that it needs are gone when it ends.
 */
@Command(
    name = "warm",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Run server, agent and queries for a moment, to train the start-up cache.")
final class WarmCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Enough for the methods of a push to be called as often as the compilers want to see. */
  private static final int PUSHES = 96;

  private static final int CONNECTIONS = 2;

  private static final List<String> QUERIES =
      List.of(
          "{namespace=\"shop\"} |= \"error\"",
          "{app=\"api\"} | json | status >= 500",
          "{app=~\".+\"} |~ \"(?i)failed\" | line_format \"{{.app}}\"",
          "sum by (app) (rate({namespace=~\".+\"}[1m]))",
          "sum by (app) (bytes_over_time({namespace=~\".+\"}[1m]))",
          "sum by (app) (rate({namespace=\"warm\"} |= \"\\\"level\\\":\\\"error\\\"\" [1m]))",
          "{namespace=\"warm\"}",
          "{namespace=\"warm\"} |= \"no such text\"",
          "{namespace=\"warm\"} |= \"order 4711\"",
          "{namespace=\"warm\"} |~ \"(?i)took [0-9]+ ms\"",
          "sum by (status) (count_over_time({app=\"warm-0\"} | json | level=\"error\" [1m]))",
          "{app=\"warm-1\"} | logfmt | status >= 500",
          "quantile_over_time(0.9, {app=\"warm-0\"} | json | unwrap duration_ms [1m]) by (app)");

  /** How often stored chunks are asked: the methods of a query have to be seen at work. */
  private static final int ROUNDS = 6;

  @Override
  public Integer call() throws Exception {
    Logging.configure(Logging.Format.LOGFMT, "info");
    Main.plain(List.of("server", "--config.file=config.yaml", "--target=all"));
    Path directory = Files.createTempDirectory("millrace-warm");
    try {
      run(directory);
    } finally {
      delete(directory);
    }
    return 0;
  }

  private static void run(Path directory) throws Exception {
    AtomicReference<Lifecycle> lifecycle = new AtomicReference<>();
    SamplePods samples = new SamplePods(directory.resolve("sample"), InstantSource.system());
    MillraceServer server = new MillraceServer(serverConfig(directory));
    lifecycle.set(new Lifecycle(server.components(lifecycle), GRACE));
    lifecycle.get().start();
    LoadedConfig<AgentSettings> agentConfig =
        agentConfig(directory, samples.directory(), server.port());
    AgentServer agent = new AgentServer(agentConfig, () -> agentConfig, null);
    List<Component> parts = new ArrayList<>();
    parts.add(samples);
    parts.addAll(agent.components());
    Lifecycle agentLife = new Lifecycle(parts, GRACE);
    agentLife.start();
    try {
      use(new LokiClient("http://127.0.0.1:" + server.port(), null));
    } finally {
      agentLife.stop();
      lifecycle.get().stop();
    }
  }

  private static void use(LokiClient client) throws IOException, InterruptedException {
    client.text("/ready");
    awaitLines(client);
    load(client);
    ask(client);
    client.post("/flush", "text/plain", new byte[0]);
    ask(client);
    awaitCompaction(client);
    for (int i = 0; i < ROUNDS; i++) {
      ask(client);
    }
  }

  private static void load(LokiClient client) throws IOException, InterruptedException {
    WarmLoad bodies = new WarmLoad();
    try (ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < PUSHES; i += CONNECTIONS) {
        List<Callable<Boolean>> pushes = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
          byte[] body = bodies.next();
          pushes.add(
              () -> {
                client.post("/loki/api/v1/push", "application/x-protobuf", body);
                return true;
              });
        }
        for (Future<Boolean> push : senders.invokeAll(pushes)) {
          push.get();
        }
      }
    } catch (ExecutionException e) {
      throw new IOException("a push of the training failed: " + e.getCause(), e);
    }
  }

  private static void awaitLines(LokiClient client) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end) {
      JsonNode names = client.get("/loki/api/v1/labels", Map.of()).path("data");
      if (!names.isMissingNode()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IOException("the agent has pushed nothing in 20 s");
  }

  /** Until chunks are stored as those are that most queries read. */
  private static void awaitCompaction(LokiClient client) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end) {
      String metrics = client.text("/metrics");
      if (metrics.contains("\nmillrace_compactor_waiting_packs 0.0\n")
          && !metrics.contains("\nmillrace_compactor_packs_written_total 0.0\n")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("nothing was compacted in 20 s");
  }

  private static void ask(LokiClient client) throws IOException, InterruptedException {
    Instant now = Instant.now();
    String start = Long.toString(TimeArgument.nanos(now.minus(WarmLoad.AGE).minusSeconds(60)));
    String end = Long.toString(TimeArgument.nanos(now));
    for (String query : QUERIES) {
      for (String direction : List.of("forward", "backward")) {
        client.get(
            "/loki/api/v1/query_range",
            Map.of(
                "query", query, "start", start, "end", end, "step", "10", "direction", direction));
      }
    }
    client.get("/loki/api/v1/label/app/values", Map.of());
  }

  private static LoadedConfig<ServerSettings> serverConfig(Path directory) throws ConfigException {
    return ConfigFile.parse(
        "the training's config",
        """
        auth_enabled: false
        server: {http_listen_address: 127.0.0.1, http_listen_port: 0}
        common: {path_prefix: '%s'}
        compactor: {rewrite_after: 0s}
        limits_config:
          ingestion_rate_mb: 10000
          ingestion_burst_size_mb: 10000
          per_stream_rate_limit: 1GB
          per_stream_rate_limit_burst: 1GB
        """
            .formatted(directory.resolve("data")),
        ConfigFile.Options.loki(false),
        ServerSettings::from);
  }

  private static LoadedConfig<AgentSettings> agentConfig(Path directory, Path pods, int port)
      throws ConfigException {
    return ConfigFile.parse(
        "the training's agent config",
        """
        server: {http_listen_address: 127.0.0.1, http_listen_port: 0}
        clients: [{url: 'http://127.0.0.1:%d/loki/api/v1/push', batchwait: 100ms}]
        positions: {filename: '%s'}
        scrape_configs:
          - job_name: pods
            pod_directory_configs: [{path: '%s'}]
        """
            .formatted(port, directory.resolve("positions.yaml"), pods),
        ConfigFile.Options.strict(false),
        AgentSettings::from);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
