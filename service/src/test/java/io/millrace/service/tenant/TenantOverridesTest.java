package io.millrace.service.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigMap;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantOverridesTest {
  @TempDir private Path directory;
  private Path file;
  private final PrometheusRegistry registry = new PrometheusRegistry();

  record Limits(int series, Duration length) {
    static Limits from(ConfigMap map) {
      return new Limits(
          map.integer("max_query_series", 500),
          map.duration("max_query_length", Duration.ofHours(1)));
    }
  }

  private static final Limits DEFAULTS = new Limits(500, Duration.ofHours(1));

  @BeforeEach
  void name() {
    file = directory.resolve("overrides.yaml");
  }

  private TenantOverrides<Limits> open(Duration period) throws ConfigException {
    return new TenantOverrides<>(
        new TenantOverrides.Source(file, period), Limits::from, DEFAULTS, registry, "loki");
  }

  private double gauge() {
    for (MetricSnapshot snapshot : registry.scrape()) {
      if (snapshot instanceof GaugeSnapshot gauge
          && gauge.getMetadata().getName().equals("loki_runtime_config_last_reload_successful")) {
        return gauge.getDataPoints().getFirst().getValue();
      }
    }
    return -1;
  }

  private double failures() {
    for (MetricSnapshot snapshot : registry.scrape()) {
      if (snapshot instanceof CounterSnapshot counter
          && counter.getMetadata().getName().equals("loki_runtime_config_reload_failures")) {
        return counter.getDataPoints().getFirst().getValue();
      }
    }
    return -1;
  }

  @Test
  void givesATenantItsOwnAndTheOthersTheDefaults() throws Exception {
    Files.writeString(file, "overrides:\n  a.b:\n    max_query_series: 7\n");
    TenantOverrides<Limits> overrides = open(Duration.ofHours(1));
    assertThat(overrides.of("a.b")).isEqualTo(new Limits(7, Duration.ofHours(1)));
    assertThat(overrides.of("other")).isEqualTo(DEFAULTS);
    assertThat(overrides.toYaml()).contains("a.b").contains("max_query_length: 1h0m0s");
    assertThat(overrides.diff()).contains("max_query_series: 7").doesNotContain("max_query_length");
    assertThat(overrides.effective("other").get("max_query_series")).hasToString("500");
    assertThat(overrides.effective("a.b").get("max_query_series")).hasToString("7");
  }

  @Test
  void readsAChangedFileWithoutARestart() throws Exception {
    Files.writeString(file, "overrides: {a: {max_query_series: 7}}");
    TenantOverrides<Limits> overrides = open(Duration.ofMillis(20));
    overrides.start();
    Files.writeString(file, "overrides: {a: {max_query_series: 8}, b: {max_query_series: 9}}");
    await().until(() -> overrides.of("a").series() == 8 && overrides.of("b").series() == 9);
    overrides.stop();
  }

  @Test
  void aBadFileKeepsTheOldValuesAndIsCounted() throws Exception {
    Files.writeString(file, "overrides: {a: {max_query_series: 7}}");
    TenantOverrides<Limits> overrides = open(Duration.ofHours(1));
    for (String bad :
        new String[] {
          "overrides: {a: {max_query_series: many}}", "overrides: [", "overrides: {a: {no: 1}}"
        }) {
      Files.writeString(file, bad);
      overrides.reload();
      assertThat(overrides.of("a").series()).as(bad).isEqualTo(7);
      assertThat(gauge()).as(bad).isZero();
    }
    Files.delete(file);
    overrides.reload();
    assertThat(overrides.of("a").series()).isEqualTo(7);
    assertThat(failures()).isEqualTo(4);
    Files.writeString(file, "overrides: {}");
    overrides.reload();
    assertThat(overrides.of("a")).isEqualTo(DEFAULTS);
    assertThat(gauge()).isEqualTo(1);
  }

  @Test
  void refusesToStartWithABadFile() throws IOException {
    assertThatThrownBy(() -> open(Duration.ofHours(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no such file");
    Files.writeString(file, "overrides:\n  a:\n    max_query_serie: 7\n");
    assertThatThrownBy(() -> open(Duration.ofHours(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("overrides.yaml:3:5")
        .hasMessageContaining("max_query_series");
  }

  @Test
  void passesOverKeysOfLokiThatMeanNothingHere() throws Exception {
    Files.writeString(
        file,
        "configs: {x: 1}\noverrides: {a: {max_query_series: 7, bloom_creation_enabled: true}}");
    assertThat(open(Duration.ofHours(1)).of("a").series()).isEqualTo(7);
  }
}
