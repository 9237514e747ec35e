package io.millrace.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.delivery.Credentials;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.kubernetes.KubernetesSettings.Role;
import io.millrace.agent.kubernetes.KubernetesSettings.Selector;
import io.millrace.labels.Labels;
import io.millrace.service.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesTargetsTest {
  private static final String META = "__meta_kubernetes_";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final AgentClock clock =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long epochNanos() {
          return nanos.get();
        }
      };
  private final AtomicInteger changes = new AtomicInteger();
  @TempDir private Path podDirectory;
  private FakeApiServer api;
  private KubernetesTargets targets;

  @BeforeEach
  void startServer() throws IOException {
    api = new FakeApiServer();
  }

  @AfterEach
  void stop() {
    if (targets != null) {
      targets.stop();
    }
    api.close();
  }

  private static KubernetesSettings settings(String url, Role role) {
    ApiSettings server = new ApiSettings(url, null, null, null);
    return new KubernetesSettings(
        role, server, List.of(), false, List.of(), false, false, "n1", true);
  }

  private void start(KubernetesSettings settings) {
    targets = new KubernetesTargets(settings, podDirectory, clock);
    targets.start(changes::incrementAndGet);
  }

  private List<Labels> found() {
    return targets.targets(_ -> {});
  }

  private List<String> apps() {
    return found().stream().map(t -> t.getOrEmpty(META + "pod_label_app")).toList();
  }

  private void awaitApps(String... apps) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(apps()).containsExactly(apps));
  }

  @Test
  void makesPrometheusLabelsOfAPod() {
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    start(settings(api.url(), Role.POD));
    awaitApps("web");
    assertThat(found().getFirst().toMap())
        .containsEntry("__address__", "10.0.0.7")
        .containsEntry("__path__", podDirectory + "/*u1/app/*.log")
        .containsEntry(META + "namespace", "shop")
        .containsEntry(META + "pod_name", "web-1")
        .containsEntry(META + "pod_uid", "u1")
        .containsEntry(META + "pod_ip", "10.0.0.7")
        .containsEntry(META + "pod_host_ip", "192.168.0.1")
        .containsEntry(META + "pod_phase", "Running")
        .containsEntry(META + "pod_ready", "true")
        .containsEntry(META + "pod_node_name", "n1")
        .containsEntry(META + "pod_controller_kind", "ReplicaSet")
        .containsEntry(META + "pod_controller_name", "web-6d4b75cb6d")
        .containsEntry(META + "pod_label_app_kubernetes_io_instance", "blue")
        .containsEntry(META + "pod_labelpresent_app_kubernetes_io_instance", "true")
        .containsEntry(META + "pod_annotation_example_com_team", "red")
        .containsEntry(META + "pod_annotationpresent_example_com_team", "true")
        .containsEntry(META + "pod_container_name", "app")
        .containsEntry(META + "pod_container_image", "web:1")
        .containsEntry(META + "pod_container_id", "containerd://abc")
        .containsEntry(META + "pod_container_init", "false");
  }

  @Test
  void asksForThePodsOfThisNodeAlone() {
    start(settings(api.url(), Role.POD));
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    assertThat(api.requests)
        .isNotEmpty()
        .allMatch(
            r -> r.startsWith("/api/v1/pods?") && r.contains("fieldSelector=spec.nodeName=n1"));
  }

  @Test
  void passesNamespacesAndSelectorsOn() {
    KubernetesSettings base = settings(api.url(), Role.POD);
    List<Selector> selectors = List.of(new Selector(Role.POD, "a=b", "status.phase!=Failed"));
    start(
        new KubernetesSettings(
            Role.POD, base.api(), List.of("x", "y"), false, selectors, false, false, "n1", true));
    await().atMost(PATIENCE).until(() -> api.openWatches() == 2);
    assertThat(api.requests)
        .anyMatch(r -> r.startsWith("/api/v1/namespaces/x/pods?"))
        .anyMatch(r -> r.startsWith("/api/v1/namespaces/y/pods?"))
        .allMatch(r -> r.contains("labelSelector=a=b") && r.contains("status.phase!=Failed"));
  }

  @Test
  void provesItselfByToken() {
    Credentials token =
        new Credentials.Token("Bearer", new Credentials.Source.Fixed(new Secret("t0")));
    KubernetesSettings base = settings(api.url(), Role.POD);
    start(
        new KubernetesSettings(
            Role.POD,
            new ApiSettings(api.url(), null, token, null),
            List.of(),
            false,
            List.of(),
            false,
            false,
            base.host(),
            true));
    await().atMost(PATIENCE).until(() -> !api.authorizations.isEmpty());
    assertThat(api.authorizations).containsOnly("Bearer t0");
  }

  @Test
  void followsChangesOfPods() {
    start(settings(api.url(), Role.POD));
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    awaitApps("web");
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "shop"));
    awaitApps("shop");
    assertThat(changes).hasPositiveValue();
  }

  @Test
  void remembersADeletedPodForAMinute() {
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    start(settings(api.url(), Role.POD));
    awaitApps("web");
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    int before = changes.get();
    api.delete("web-1");
    await().atMost(PATIENCE).until(() -> changes.get() > before);
    assertThat(apps()).containsExactly("web");
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(apps()).isEmpty();
  }

  @Test
  void forgetsAPodThatCameAgainUnderItsNameUnseen() {
    api.put("Pod", "web-0", Pods.running("web-0", "u1", "web"));
    start(settings(api.url(), Role.POD));
    awaitApps("web");
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    api.putSilently("Pod", "web-0", Pods.running("web-0", "u2", "again"));
    api.cut(true);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(apps()).contains("web", "again"));
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(apps()).containsExactly("again");
  }

  @Test
  void goesOnAfterADisconnect() {
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    start(settings(api.url(), Role.POD));
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    api.cut(false);
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "later"));
    awaitApps("later");
  }

  @Test
  void listsAgainWhenItsVersionIsGone() {
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    start(settings(api.url(), Role.POD));
    await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
    api.putSilently("Pod", "web-1", Pods.running("web-1", "u1", "missed"));
    api.cut(true);
    awaitApps("missed");
  }

  @Test
  void waitsForAServerThatIsDownAtTheStart() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start(settings("http://127.0.0.1:" + port, Role.POD));
    assertThat(found()).isEmpty();
    await().atMost(PATIENCE).until(() -> targets.problem() != null);
    try (FakeApiServer late = new FakeApiServer(port)) {
      late.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
      awaitApps("web");
      await().atMost(PATIENCE).until(() -> targets.problem() == null);
    }
  }

  @Test
  void readsPodsByTheirDirectoriesWhileTheServerIsAway() throws Exception {
    Files.createDirectories(podDirectory.resolve("shop_web-6d4b75cb6d-abcde_u1/app"));
    api.refuse(503);
    start(settings(api.url(), Role.POD));
    assertThat(found()).isEmpty();
    nanos.addAndGet(UnknownPods.PATIENCE.toNanos());
    assertThat(found())
        .singleElement()
        .satisfies(
            target -> {
              assertThat(target.get(META + "namespace")).isEqualTo("shop");
              assertThat(target.get(META + "pod_controller_name")).isEqualTo("web");
              assertThat(target.get("__path__")).endsWith("_u1/app/*.log");
            });
    api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
    api.refuse(0);
    awaitApps("web");
  }

  @Test
  void findsInitEphemeralAndStaticPods() {
    api.put(
        "Pod",
        "static",
        Pods.of(
            """
            metadata:
              name: static-n1
              namespace: kube-system
              uid: api-uid
              annotations: {kubernetes.io/config.hash: hash1, kubernetes.io/config.mirror: hash1}
            spec:
              nodeName: n1
              containers:
              - name: app
                image: a
                ports: [{name: http, containerPort: 80}, {containerPort: 53, protocol: UDP}]
              initContainers: [{name: setup, image: b}]
              ephemeralContainers: [{name: debug, image: c}]
            """));
    start(settings(api.url(), Role.POD));
    await().atMost(PATIENCE).until(() -> found().size() == 4);
    assertThat(found())
        .extracting(
            t -> t.get(META + "pod_container_name"),
            t -> t.get(META + "pod_container_init"),
            t -> t.getOrEmpty(META + "pod_container_port_number"),
            t -> t.get("__path__"))
        .containsExactly(
            tuple("app", "false", "80", path("app")),
            tuple("app", "false", "53", path("app")),
            tuple("setup", "true", "", path("setup")),
            tuple("debug", "false", "", path("debug")));
  }

  private String path(String container) {
    return podDirectory + "/*hash1/" + container + "/*.log";
  }

  @Test
  void makesTargetsOfNodes() {
    api.put(
        "Node",
        "n1",
        Pods.of(
            """
            metadata: {name: n1, uid: n, labels: {zone: a}}
            spec: {providerID: "kind://n1"}
            status:
              addresses: [{type: Hostname, address: n1}, {type: InternalIP, address: 192.168.0.1}]
              daemonEndpoints: {kubeletEndpoint: {Port: 10251}}
            """));
    start(settings(api.url(), Role.NODE));
    await().atMost(PATIENCE).until(() -> found().size() == 1);
    assertThat(found().getFirst().toMap())
        .containsEntry("__address__", "192.168.0.1:10251")
        .containsEntry("instance", "n1")
        .containsEntry(META + "node_name", "n1")
        .containsEntry(META + "node_provider_id", "kind://n1")
        .containsEntry(META + "node_address_InternalIP", "192.168.0.1")
        .containsEntry(META + "node_address_Hostname", "n1")
        .containsEntry(META + "node_label_zone", "a")
        .containsEntry(META + "node_labelpresent_zone", "true");
  }
}
