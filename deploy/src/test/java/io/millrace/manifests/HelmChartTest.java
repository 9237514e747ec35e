package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart, rendered by Helm itself, under the checks that the plain manifests pass. */
class HelmChartTest {
  private static final Path CHART = Path.of("helm", "millrace");

  @TempDir private static Path directory;
  private static Set<String> serverPaths = Set.of();
  private static Set<String> agentPaths = Set.of();

  @BeforeAll
  static void askTheCodeForItsPaths() throws Exception {
    serverPaths = ServedPaths.ofServer(directory);
    agentPaths = ServedPaths.ofAgent();
  }

  private static TemplateCommand template() {
    return new Helm(CHART).template().withName("millrace").withNamespace("millrace");
  }

  private static TemplateCommand apart() {
    return template()
        .set("mode", "apart")
        .set("bucket.accessKeyId", "key")
        .set("bucket.secretAccessKey", "secret")
        .set("internalToken.value", "known-to-both");
  }

  private static Cluster rendered(TemplateCommand command) throws Exception {
    return new Cluster(Manifests.parse(command.call()));
  }

  private static Set<String> kinds(Cluster cluster) {
    return cluster.resources().stream()
        .map(HasMetadata::getKind)
        .filter(kind -> !kind.equals("Namespace") && !kind.equals("Pod"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void helmFindsNothingWrong() {
    LintResult result = new Helm(CHART).lint().strict().call();
    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
  }

  @Test
  void asOneProcessItAgreesWithTheCodeAndWithThePlainManifests() throws Exception {
    Cluster cluster = rendered(template());
    new ManifestChecks(cluster).hold(serverPaths, agentPaths);
    assertThat(kinds(cluster))
        .isEqualTo(kinds(new Cluster(Manifests.overlay(Path.of("kubernetes/overlays/single")))));
  }

  @Test
  void apartItAgreesWithTheCodeAndWithThePlainManifests() throws Exception {
    Cluster cluster = rendered(apart());
    new ManifestChecks(cluster).hold(serverPaths, agentPaths);
    assertThat(kinds(cluster))
        .isEqualTo(kinds(new Cluster(Manifests.overlay(Path.of("kubernetes/overlays/apart")))));
  }

  @Test
  void alertsAreThoseOfThePlainManifests() throws Exception {
    Cluster plain = new Cluster(Manifests.overlay(Path.of("kubernetes/components/monitoring")));
    Cluster chart = rendered(template().set("monitoring.enabled", "true"));
    assertThat(chart.all(PrometheusRule.class).getFirst().getSpec())
        .isEqualTo(plain.all(PrometheusRule.class).getFirst().getSpec());
  }

  @Test
  void keysOfTheServersConfigAreMergedIn() throws Exception {
    Cluster cluster =
        rendered(template().set("serverConfig.limits_config.retention_period", "720h"));
    assertThat(cluster.config(cluster.servers().findFirst().orElseThrow()))
        .contains("retention_period: 720h")
        .contains("path_prefix: /data");
  }

  @Test
  void aValueThatTheSchemaDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> template().set("ingestor.replicas", "3").call())
        .hasMessageContaining("ingestor");
  }
}
