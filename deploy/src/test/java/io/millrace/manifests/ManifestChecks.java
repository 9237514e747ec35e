package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.millrace.agent.config.AgentSettings;
import io.millrace.manifests.Cluster.Workload;
import io.millrace.server.ServerSettings;
import io.millrace.service.config.ConfigFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold for whatever is applied to a cluster, derived from the code that will run there.
 */
final class ManifestChecks {
  private static final String INGESTER = "-target=ingester";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final Path POD_LOGS = Path.of("/var/log/pods");
  private static final Path DOCKER_LOGS = Path.of("/var/lib/docker/containers");

  private final Cluster cluster;

  ManifestChecks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** All of them. */
  void hold(Set<String> serverPaths, Set<String> agentPaths) throws Exception {
    selectorsPickSomebody();
    configsAreReadAndTheirPortsAreTheContainersPorts();
    agentsPushToAServiceThatListens();
    for (Workload each : cluster.workloads()) {
      probesAskForWhatIsServed(each, each.isAgent() ? agentPaths : serverPaths);
      isLockedDown(each);
      memoryIsLimitedAndTheHeapIsAPartOfIt(each);
    }
    theAgentSeesTheNodesFilesAtTheirOwnPathsAndWritesOnlyItsState();
    serversWriteOnlyToVolumes();
    serversEndInTimeAndIngestersOfABucketStoreEverythingBefore();
    secretsGiveTheVariablesOfConfigs();
  }

  private void selectorsPickSomebody() {
    for (Workload each : cluster.workloads()) {
      assertThat(each.labels()).as(each.name()).containsAllEntriesOf(each.selector());
      assertThat(
              cluster.workloads().stream()
                  .filter(
                      other -> other.labels().entrySet().containsAll(each.selector().entrySet())))
          .as("selected by " + each.name())
          .hasSize(1);
    }
    for (Service each : cluster.all(Service.class)) {
      assertThat(cluster.isSomebody(each.getSpec().getSelector()))
          .as(each.getMetadata().getName())
          .isTrue();
    }
    for (PodDisruptionBudget each : cluster.all(PodDisruptionBudget.class)) {
      assertThat(cluster.isSomebody(each.getSpec().getSelector().getMatchLabels())).isTrue();
    }
    for (HorizontalPodAutoscaler each : cluster.all(HorizontalPodAutoscaler.class)) {
      String target = each.getSpec().getScaleTargetRef().getName();
      assertThat(cluster.workloads()).extracting(Workload::name).contains(target);
    }
    for (StatefulSet each : cluster.all(StatefulSet.class)) {
      cluster.named(Service.class, each.getSpec().getServiceName());
    }
    for (NetworkPolicy each : cluster.all(NetworkPolicy.class)) {
      each.getSpec().getIngress().stream()
          .flatMap(rule -> rule.getPorts().stream())
          .forEach(port -> assertThat(isAPort(port.getPort())).isTrue());
    }
  }

  private boolean isAPort(IntOrString port) {
    return cluster.workloads().stream().allMatch(each -> resolve(each, port) > 0);
  }

  private static int resolve(Workload workload, IntOrString port) {
    return port.getStrVal() == null
        ? port.getIntVal()
        : workload.container().getPorts().stream()
            .filter(each -> Objects.equals(each.getName(), port.getStrVal()))
            .mapToInt(each -> each.getContainerPort())
            .findFirst()
            .orElse(-1);
  }

  private AgentSettings agentSettings() throws Exception {
    return ConfigFile.parse(
            "the agent's ConfigMap",
            cluster.config(cluster.agent()),
            ConfigFile.Options.strict(true),
            AgentSettings::from)
        .config();
  }

  /** Reads a server's config with stand-ins for the variables that its Secret gives. */
  private ServerSettings serverSettings(Workload server) throws Exception {
    String text = cluster.config(server).replaceAll("\\$\\{[A-Z_]+\\}", "given");
    return ConfigFile.parse(
            "the server's ConfigMap", text, ConfigFile.Options.loki(false), ServerSettings::from)
        .config();
  }

  private void configsAreReadAndTheirPortsAreTheContainersPorts() throws Exception {
    assertThat(agentSettings().server().httpListenPort()).isEqualTo(cluster.agent().port());
    for (Workload server : cluster.servers().toList()) {
      assertThat(serverSettings(server).server().httpListenPort()).isEqualTo(server.port());
    }
    for (Workload each : cluster.workloads()) {
      Map<String, String> annotations = each.template().getMetadata().getAnnotations();
      assertThat(annotations)
          .containsEntry("prometheus.io/port", Integer.toString(each.port()))
          .containsEntry("prometheus.io/path", "/metrics");
    }
  }

  private void agentsPushToAServiceThatListens() throws Exception {
    URI url = agentSettings().clients().getFirst().url();
    Service service = cluster.named(Service.class, url.getHost());
    assertThat(service.getSpec().getPorts().getFirst().getPort()).isEqualTo(url.getPort());
    Workload server =
        cluster
            .servers()
            .filter(
                each ->
                    each.labels()
                        .entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
            .findFirst()
            .orElseThrow();
    assertThat(resolve(server, service.getSpec().getPorts().getFirst().getTargetPort()))
        .isEqualTo(server.port());
    // A querier takes no pushes.
    assertThat(server.container().getArgs()).doesNotContain("-target=querier");
  }

  private static void probesAskForWhatIsServed(Workload workload, Set<String> paths) {
    Container container = workload.container();
    List<Probe> probes =
        List.of(
            container.getStartupProbe(),
            container.getReadinessProbe(),
            container.getLivenessProbe());
    for (Probe probe : probes) {
      assertThat(paths).contains(probe.getHttpGet().getPath());
      assertThat(resolve(workload, probe.getHttpGet().getPort())).isEqualTo(workload.port());
    }
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/live");
  }

  private static void isLockedDown(Workload workload) {
    var security = workload.container().getSecurityContext();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(workload.container().getVolumeMounts())
        .as("native libraries are unpacked to /tmp")
        .extracting(VolumeMount::getMountPath)
        .contains("/tmp");
    if (!workload.isAgent()) {
      assertThat(workload.pod().getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(workload.pod().getAutomountServiceAccountToken()).isFalse();
      assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
    }
  }

  private static void memoryIsLimitedAndTheHeapIsAPartOfIt(Workload workload) {
    assertThat(workload.container().getResources().getLimits()).containsKey("memory");
    String options =
        workload.container().getEnv().stream()
            .filter(each -> each.getName().equals("JDK_JAVA_OPTIONS"))
            .map(each -> each.getValue())
            .collect(Collectors.joining());
    assertThat(options).matches(".*-XX:MaxRAMPercentage=[3-6]\\d\\b.*");
  }

  private void theAgentSeesTheNodesFilesAtTheirOwnPathsAndWritesOnlyItsState() throws Exception {
    Workload agent = cluster.agent();
    for (Path path : List.of(POD_LOGS, DOCKER_LOGS)) {
      VolumeMount mount = mountOf(agent, path);
      assertThat(mount.getReadOnly()).as(path.toString()).isTrue();
      assertThat(volume(agent, mount).getHostPath().getPath()).isEqualTo(mount.getMountPath());
    }
    Path positions = agentSettings().positions().file();
    VolumeMount state = mountOf(agent, positions);
    assertThat(state.getReadOnly()).isNotEqualTo(true);
    assertThat(volume(agent, state).getHostPath().getPath()).startsWith("/var/lib/");
    assertThat(agent.container().getEnv())
        .filteredOn(each -> each.getName().equals("NODE_NAME"))
        .extracting(each -> each.getValueFrom().getFieldRef().getFieldPath())
        .containsExactly("spec.nodeName");
  }

  private void serversWriteOnlyToVolumes() throws Exception {
    for (Workload server : cluster.servers().toList()) {
      ServerSettings settings = serverSettings(server);
      List<Path> written = new ArrayList<>();
      written.add(settings.ingester().walDirectory());
      written.add(settings.ingester().indexDirectory());
      for (Path path : written) {
        assertThat(mountOf(server, path).getReadOnly()).as(path.toString()).isNotEqualTo(true);
      }
    }
  }

  private void serversEndInTimeAndIngestersOfABucketStoreEverythingBefore() throws Exception {
    for (Workload server : cluster.servers().toList()) {
      assertThat(server.container().getLifecycle()).as("users would have to let it in").isNull();
      ServerSettings settings = serverSettings(server);
      if (settings.shutdown().flush() && server.container().getArgs().contains(INGESTER)) {
        assertThat(settings.server().gracefulShutdownTimeout().toSeconds())
            .isLessThan(server.pod().getTerminationGracePeriodSeconds());
      }
      assertThat(settings.shutdown().flush())
          .isEqualTo(server.container().getArgs().stream().anyMatch(arg -> arg.contains("target")));
    }
  }

  private void secretsGiveTheVariablesOfConfigs() {
    for (Workload server : cluster.servers().toList()) {
      Set<String> given =
          server.container().getEnvFrom().stream()
              .map(from -> cluster.named(Secret.class, from.getSecretRef().getName()))
              .flatMap(secret -> secret.getStringData().keySet().stream())
              .collect(Collectors.toSet());
      Matcher variable = VARIABLE.matcher(cluster.config(server));
      while (variable.find()) {
        assertThat(given).as(server.name()).contains(variable.group(1));
      }
    }
  }

  private static VolumeMount mountOf(Workload workload, Path path) {
    return workload.container().getVolumeMounts().stream()
        .filter(mount -> path.startsWith(mount.getMountPath()))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(workload.name() + ": nothing is mounted for " + path));
  }

  /** The volume of a mount; one that a claim template makes has its name alone. */
  private static Volume volume(Workload workload, VolumeMount mount) {
    return Stream.ofNullable(workload.pod().getVolumes())
        .flatMap(List::stream)
        .filter(each -> each.getName().equals(mount.getName()))
        .findFirst()
        .orElseThrow();
  }
}
