package io.millrace.cli;

import io.millrace.agent.Agent;
import io.millrace.agent.config.AgentSettings;
import io.millrace.demo.SamplePods;
import io.millrace.server.MillraceServer;
import io.millrace.server.ServerSettings;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Server and agent in one process, on the logs of this node or on sample pods. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Run everything in one process: server, agent, and pods to look at.")
final class DemoCommand implements Callable<Integer> {
  private static final Path NODE_PODS = Path.of("/var/log/pods");
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final List<String> NODE_COMMANDS =
      List.of("labels namespace", "tail '{namespace=~\".+\"}'");
  private static final List<String> SAMPLE_COMMANDS =
      List.of(
          "query '{namespace=\"shop\"} |= \"error\"'",
          "tail '{app=\"api\"} | json | status >= 500'",
          "query --step 1m 'sum by (app) (count_over_time({namespace=~\".+\"}[1m]))'",
          "labels app");

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "Where everything is kept (default: ./${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--port",
      defaultValue = "3100",
      description = "Port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--sample", description = "Sample pods even if this node has pods of its own.")
  private boolean sampleOnly;

  @Override
  public Integer call() throws Exception {
    Logging.configure(Logging.Format.LOGFMT, "warn");
    boolean nodePods = !sampleOnly && hasLogs(NODE_PODS);
    SamplePods samples = new SamplePods(data.resolve("sample"), InstantSource.system());
    Path pods = nodePods ? NODE_PODS : samples.directory();
    AtomicReference<Lifecycle> lifecycle = new AtomicReference<>();
    MillraceServer server =
        new MillraceServer(
            ConfigFile.parse(
                "the demo's config",
                serverConfig(),
                ConfigFile.Options.loki(false),
                ServerSettings::from));
    List<Component> components = new ArrayList<>(server.components(lifecycle));
    if (!nodePods) {
      components.add(samples);
    }
    components.add(new Agent(agentSettings(pods), server.registry()));
    components.add(Component.of("banner", () -> tell(pods, nodePods), _ -> {}));
    lifecycle.set(new Lifecycle(components, GRACE));
    lifecycle.get().run();
    return 0;
  }

  /** Whether a node's pods directory can be read and has a container in it. */
  private static boolean hasLogs(Path pods) {
    if (!Files.isReadable(pods)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(pods, 3)) {
      return files.anyMatch(file -> file.toString().endsWith(".log"));
    } catch (IOException _) {
      return false;
    }
  }

  private String serverConfig() {
    return """
        auth_enabled: false
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: %d
        common:
          path_prefix: %s
        """
        .formatted(port, quoted(data));
  }

  private AgentSettings agentSettings(Path pods) throws ConfigException {
    String yaml =
        """
        server:
          disable: true
        clients:
          - url: http://127.0.0.1:%d/loki/api/v1/push
            batchwait: 500ms
        positions:
          filename: %s
        target_config:
          sync_period: 2s
        scrape_configs:
          - job_name: pods
            pod_directory_configs:
              - path: %s
        """
            .formatted(port, quoted(data.resolve("positions.yaml")), quoted(pods));
    return ConfigFile.parse(
            "the demo's agent config", yaml, ConfigFile.Options.strict(false), AgentSettings::from)
        .config();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  private void tell(Path pods, boolean nodePods) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Millrace serves http://127.0.0.1:%d and keeps its data in %s.%n", port, data);
    out.printf(
        "The agent follows %s%s.%n%n", pods, nodePods ? "" : " (sample pods, made for this)");
    out.println("Try, in another terminal:");
    String addr = port == 3100 ? "" : " --addr http://127.0.0.1:" + port;
    for (String command : nodePods ? NODE_COMMANDS : SAMPLE_COMMANDS) {
      out.println("  ./millrace " + command + addr);
    }
    out.printf(
        "%nIn Grafana: add a data source of type Loki with the URL http://127.0.0.1:%d%n", port);
    out.println("End it with Ctrl-C; a later start goes on where this one ended.");
    out.flush();
  }
}
