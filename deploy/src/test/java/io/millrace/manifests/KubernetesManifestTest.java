package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.millrace.agent.AgentServer;
import io.millrace.agent.config.AgentSettings;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.lifecycle.Lifecycle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plain manifests against Kubernetes' model, a mock API server, and the code that they start.
 */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesManifestTest {
  private static final Path ROOT = Path.of("kubernetes");

  @TempDir private static Path directory;
  private static Set<String> serverPaths = Set.of();
  private static Set<String> agentPaths = Set.of();

  private KubernetesMockServer server;
  private KubernetesClient client;

  @BeforeAll
  static void askTheCodeForItsPaths() throws Exception {
    serverPaths = ServedPaths.ofServer(directory.resolve("server"));
    agentPaths = ServedPaths.ofAgent();
  }

  private static Cluster overlay(String name) throws Exception {
    return new Cluster(Manifests.overlay(ROOT.resolve("overlays").resolve(name)));
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsRefused() {
    assertThatThrownBy(
            () -> Manifests.parse("{apiVersion: v1, kind: Service, spec: {sessionAfinity: None}}"))
        .isInstanceOf(UnrecognizedPropertyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "apart"})
  void whatIsAppliedAgreesWithWhatTheCodeReadsServesAndWrites(String name) throws Exception {
    new ManifestChecks(overlay(name)).hold(serverPaths, agentPaths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "apart"})
  void anApiServerTakesEverything(String name) throws Exception {
    Cluster cluster = overlay(name);
    for (HasMetadata each : cluster.resources()) {
      client.resource(each).create();
    }
    for (HasMetadata each : cluster.resources()) {
      assertThat(client.resource(each).get()).as(each.getMetadata().getName()).isNotNull();
    }
  }

  @Test
  void theAgentsRoleAllowsExactlyWhatTheAgentAsksFor() throws Exception {
    Cluster cluster = overlay("single");
    ClusterRoleBinding binding = cluster.named(ClusterRoleBinding.class, "millrace-agent");
    assertThat(binding.getSubjects().getFirst().getName())
        .isEqualTo(cluster.agent().pod().getServiceAccountName());
    cluster.named(ServiceAccount.class, binding.getSubjects().getFirst().getName());
    ClusterRole role = cluster.named(ClusterRole.class, binding.getRoleRef().getName());
    Set<String> allowed =
        role.getRules().stream()
            .flatMap(KubernetesManifestTest::permissions)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(requestsOfTheAgent(cluster.config(cluster.agent()), allowed.size()))
        .isEqualTo(allowed);
  }

  private static java.util.stream.Stream<String> permissions(PolicyRule rule) {
    return rule.getResources().stream()
        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + ' ' + resource));
  }

  /** Runs the agent against the mock server until it has asked for so many things, and what. */
  private Set<String> requestsOfTheAgent(String config, int expected) throws Exception {
    String yaml =
        config
            .replace("- role: pod", "- {role: pod, api_server: '" + server.url("") + "'}")
            .replace("/var/lib/millrace", directory.resolve("agent").toString())
            .replace("http_listen_port: 9080", "http_listen_port: 0");
    LoadedConfig<AgentSettings> loaded =
        ConfigFile.parse("agent", yaml, ConfigFile.Options.strict(false), AgentSettings::from);
    Lifecycle life =
        new Lifecycle(
            new AgentServer(loaded, () -> loaded, null).components(), Duration.ofSeconds(1));
    Set<String> asked = new TreeSet<>();
    life.start();
    try {
      await()
          .until(
              () -> {
                RecordedRequest request = server.takeRequest(10, TimeUnit.MILLISECONDS);
                if (request != null) {
                  asked.add(permission(request));
                }
                return asked.size() >= expected;
              });
    } finally {
      life.stop();
    }
    return asked;
  }

  private static String permission(RecordedRequest request) {
    String path = request.getPath();
    int query = path.indexOf('?');
    String resource = path.substring(path.lastIndexOf('/', query) + 1, query);
    String verb = path.contains("watch=true") ? "watch" : "list";
    return (request.getMethod().equals("GET") ? verb : request.getMethod()) + ' ' + resource;
  }

  @Test
  void monitorsSelectServicesAndPodsThatExistByTheNamesOfTheirPorts() throws Exception {
    Cluster monitoring = new Cluster(Manifests.overlay(ROOT.resolve("components/monitoring")));
    for (String name : List.of("single", "apart")) {
      Cluster cluster = overlay(name);
      for (ServiceMonitor each : monitoring.all(ServiceMonitor.class)) {
        assertThat(cluster.all(io.fabric8.kubernetes.api.model.Service.class))
            .anyMatch(
                service ->
                    Cluster.isSelected(
                            service.getMetadata(), each.getSpec().getSelector().getMatchLabels())
                        && service
                            .getSpec()
                            .getPorts()
                            .getFirst()
                            .getName()
                            .equals(each.getSpec().getEndpoints().getFirst().getPort()));
      }
      for (PodMonitor each : monitoring.all(PodMonitor.class)) {
        assertThat(cluster.isSomebody(each.getSpec().getSelector().getMatchLabels())).isTrue();
        assertThat(cluster.agent().container().getPorts().getFirst().getName())
            .isEqualTo(each.getSpec().getPodMetricsEndpoints().getFirst().getPort());
      }
    }
  }
}
