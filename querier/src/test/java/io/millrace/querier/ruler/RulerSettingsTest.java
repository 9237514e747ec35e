package io.millrace.querier.ruler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulerSettingsTest {
  private static RulerSettings settings(String yaml) throws ConfigException {
    return ConfigFile.parse(
            "server.yaml",
            yaml,
            ConfigFile.Options.loki(false),
            root -> RulerSettings.from(root, Path.of("data")))
        .config();
  }

  @Test
  void hasLokisDefaultsAndALeaseShorterThanAnInterval() throws Exception {
    RulerSettings settings = settings("{}");
    assertThat(settings.evaluation().interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.directory()).isEqualTo(Path.of("data/rules"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ruler: {alert_relabel_configs: [{action: drop}]}       | ruler.alert_relabel_configs
          ruler: {enable_alertmanager_discovery: true}           | ruler.enable_alertmanager_discovery
          ruler: {enable_alertmanager_v2: false}                 | ruler.enable_alertmanager_v2
          ruler: {evaluation: {mode: remote}}                    | ruler.evaluation.mode
          ruler: {alertmanager_client: {tls_server_name: a}}     | ruler.alertmanager_client.tls_server_name
          ruler: {remote_write: {clients: {a: {url: 'http://a', sigv4: {region: b}}}}} | sigv4
          ruler: {remote_write: {client: {url: 'http://a', write_relabel_configs: [{action: drop}]}}} | ruler.remote_write.client.write_relabel_configs
          ruler: {remote_write: {client: {url: 'http://a', tls_config: {server_name: b}}}} | ruler.remote_write.client.tls_config.server_name
          """)
  void refusesWhatWouldChangeWhatOthersAreTold(String yaml, String key) {
    assertThatThrownBy(() -> settings(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("here");
  }

  @Test
  void takesKeysOfLokiWithoutMeaningHere() throws Exception {
    assertThat(settings("ruler: {ring: {kvstore: {store: inmemory}}, wal: {dir: /wal}}").hasApi())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"ruler_remote_write_url", "ruler_remote_write_headers", "ruler_alertmanager_config"})
  void refusesReceiversOfSingleTenants(String key) {
    assertThatThrownBy(
            () ->
                ConfigFile.parse(
                    "limits.yaml",
                    key + ": {a: b}",
                    ConfigFile.Options.STRICT,
                    map -> RulerLimits.from(map, RulerLimits.DEFAULT)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("all tenants");
  }
}
