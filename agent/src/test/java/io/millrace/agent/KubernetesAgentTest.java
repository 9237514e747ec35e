package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.agent.kubernetes.FakeApiServer;
import io.millrace.agent.kubernetes.Pods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods' files with the rules of Promtail's Helm chart. */
class KubernetesAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private String yaml(LokiSink sink, FakeApiServer api) {
    String base = TestAgent.yaml(directory, sink.url(), "/none", "[{cri: {}}]");
    String rules =
        """
        kubernetes_sd_configs:
        - role: pod
          api_server: %s
        relabel_configs:
        - source_labels: [__meta_kubernetes_pod_controller_name]
          regex: ([0-9a-z-.]+?)(-[0-9a-f]{8,10})?
          action: replace
          target_label: __tmp_controller_name
        - source_labels:
          - __meta_kubernetes_pod_label_app_kubernetes_io_name
          - __meta_kubernetes_pod_label_app
          - __tmp_controller_name
          - __meta_kubernetes_pod_name
          regex: ^;*([^;]+)(;.*)?$
          action: replace
          target_label: app
        - {action: replace, source_labels: [__meta_kubernetes_pod_node_name], target_label: node_name}
        - {action: replace, source_labels: [__meta_kubernetes_namespace], target_label: namespace}
        - {action: replace, replacement: $1, separator: /, source_labels: [namespace, app], target_label: job}
        - {action: replace, source_labels: [__meta_kubernetes_pod_name], target_label: pod}
        - {action: replace, source_labels: [__meta_kubernetes_pod_container_name], target_label: container}
        - {action: replace, replacement: "%s/*$1/*.log", separator: /, source_labels: [__meta_kubernetes_pod_uid, __meta_kubernetes_pod_container_name], target_label: __path__}
        - {action: replace, regex: "true/(.*)", replacement: "%s/*$1/*.log", separator: /, source_labels: [__meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash, __meta_kubernetes_pod_annotation_kubernetes_io_config_hash, __meta_kubernetes_pod_container_name], target_label: __path__}
        """
            .formatted(api.url(), directory.resolve("pods"), directory.resolve("pods"));
    return base.substring(0, base.indexOf("    static_configs")) + rules.indent(4);
  }

  private Path container(String pod) throws Exception {
    return Files.createDirectories(directory.resolve("pods/shop_" + pod + "/app")).resolve("0.log");
  }

  private static void append(Path file, String line) throws Exception {
    Files.writeString(
        file,
        "2026-01-02T03:04:05Z stdout F " + line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void readsPodsWithTheLabelsOfTheHelmChart() throws Exception {
    Path log = container("web-1_u1");
    append(log, "one");
    try (FakeApiServer api = new FakeApiServer();
        LokiSink sink = new LokiSink()) {
      api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
      try (TestAgent _ = TestAgent.start(yaml(sink, api))) {
        await().atMost(PATIENCE).until(() -> sink.received().size() == 1);
        assertThat(sink.received().getFirst().labels())
            .isEqualTo(
                "{app=\"web\", container=\"app\", filename=\""
                    + log
                    + "\", job=\"shop/web\", namespace=\"shop\", node_name=\"n1\", pod=\"web-1\","
                    + " stream=\"stdout\"}");
      }
    }
  }

  @Test
  void givesARunningPodItsNewLabelsWithoutReadingAgain() throws Exception {
    Path log = container("web-1_u1");
    append(log, "one");
    try (FakeApiServer api = new FakeApiServer();
        LokiSink sink = new LokiSink()) {
      api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
      try (TestAgent agent = TestAgent.start(yaml(sink, api))) {
        await().atMost(PATIENCE).until(() -> sink.received().size() == 1);
        await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
        api.put("Pod", "web-1", Pods.running("web-1", "u1", "renamed"));
        await().atMost(PATIENCE).until(() -> "renamed".equals(agent.file().labels().get("app")));
        append(log, "two");
        await().atMost(PATIENCE).until(() -> sink.received().size() == 2);
        assertThat(sink.lines()).containsExactly("one", "two");
        assertThat(sink.received().getLast().labels()).contains("app=\"renamed\"");
      }
    }
  }

  @Test
  void readsPodsWithTheirLabelsOnceAServerAnswersThatWasDownAtTheStart() throws Exception {
    Path log = container("web-1_u1");
    append(log, "one");
    FakeApiServer first = new FakeApiServer();
    try (LokiSink sink = new LokiSink()) {
      String yaml = yaml(sink, first);
      first.close();
      try (TestAgent agent = TestAgent.start(yaml)) {
        await().atMost(PATIENCE).until(() -> !agent.agent().discoveryProblems().isEmpty());
        assertThat(agent.agent().notReadyReason()).isEmpty();
        try (FakeApiServer late = FakeApiServer.at(first.url())) {
          late.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
          await().atMost(PATIENCE).until(() -> sink.lines().equals(java.util.List.of("one")));
          assertThat(sink.received().getFirst().labels()).contains("app=\"web\"");
          await().atMost(PATIENCE).until(() -> agent.agent().discoveryProblems().isEmpty());
        }
      }
    }
  }

  @Test
  void readsAPodWithItsLabelsThatIsGoneBeforeItsFileIsFound() throws Exception {
    try (FakeApiServer api = new FakeApiServer();
        LokiSink sink = new LokiSink()) {
      try (TestAgent agent = TestAgent.start(yaml(sink, api))) {
        await().atMost(PATIENCE).until(() -> api.openWatches() == 1);
        api.put("Pod", "web-1", Pods.running("web-1", "u1", "web"));
        await().atMost(PATIENCE).until(() -> !agent.agent().targets().isEmpty());
        api.delete("web-1");
        append(container("web-1_u1"), "its only line");
        await().atMost(PATIENCE).until(() -> sink.received().size() == 1);
        assertThat(sink.received().getFirst().labels()).contains("app=\"web\"", "node_name=\"n1\"");
      }
    }
  }
}
