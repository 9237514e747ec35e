package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.ConfigMap;
import io.millrace.store.retention.TenantRetention;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreUpkeepTest {
  private record Settings(StoreUpkeep upkeep, TenantSettings tenant) {
    static Settings from(ConfigMap root) {
      return new Settings(
          StoreUpkeep.from(root, Path.of("data")),
          TenantSettings.from(root.section("limits_config"), TenantSettings.DEFAULTS));
    }
  }

  private static Settings read(String yaml) throws ConfigException {
    return ConfigFile.parse("loki.yaml", yaml, ConfigFile.Options.loki(false), Settings::from)
        .config();
  }

  @Test
  void readsLokisRetention() throws Exception {
    Settings settings =
        read(
            """
            compactor:
              retention_enabled: true
              compaction_interval: 5m
              delete_request_cancel_period: 1h
            limits_config:
              retention_period: 744h
              retention_stream:
                - selector: '{namespace="dev"}'
                  priority: 1
                  period: 24h
                - selector: '{namespace="dev", app=~"a.*"}'
                  priority: 2
                  period: 48h
            """);
    StoreUpkeep upkeep = settings.upkeep();
    assertThat(upkeep.retentionEnabled()).isTrue();
    assertThat(upkeep.deletes().enabled()).isTrue();
    assertThat(upkeep.compactor().interval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(upkeep.compactor().cancelPeriod()).isEqualTo(Duration.ofHours(1));
    TenantRetention retention = settings.tenant().retention();
    assertThat(retention.of(Labels.of("namespace", "prod"))).isEqualTo(Duration.ofDays(31));
    assertThat(retention.of(Labels.of("namespace", "dev"))).isEqualTo(Duration.ofDays(1));
    assertThat(retention.of(Labels.of("app", "api", "namespace", "dev")))
        .isEqualTo(Duration.ofDays(2));
  }

  @Test
  void keepsEverythingUnlessRetentionIsEnabled() throws Exception {
    StoreUpkeep upkeep = read("limits_config: {retention_period: 24h}").upkeep();
    assertThat(upkeep.retentionEnabled()).isFalse();
    assertThat(upkeep.deletes().enabled()).isFalse();
  }

  @Test
  void aTenantMayHaveARetentionOfItsOwn() throws Exception {
    TenantSettings defaults = read("limits_config: {retention_period: 48h}").tenant();
    TenantSettings own =
        ConfigFile.parse(
                "tenant",
                "{deletion_mode: disabled}",
                ConfigFile.Options.strict(false),
                map -> TenantSettings.from(map, defaults))
            .config();
    assertThat(own.mayDelete()).isFalse();
    assertThat(own.retention().period()).isEqualTo(Duration.ofDays(2));
  }

  @Test
  void filterOnlyNeverErases() throws Exception {
    Settings settings = read("limits_config: {deletion_mode: filter-only}");
    assertThat(settings.tenant().mayDelete()).isTrue();
    assertThat(settings.upkeep().compactor().cancelPeriod()).isGreaterThan(Duration.ofDays(36_500));
    assertThat(read("limits_config: {deletion_mode: disabled}").tenant().mayDelete()).isFalse();
  }

  @Test
  void tellsABrokenSelector() {
    assertThatThrownBy(
            () -> read("limits_config: {retention_stream: [{selector: '{a', period: 24h}]}"))
        .hasMessageContaining("retention_stream[0].selector");
  }
}
