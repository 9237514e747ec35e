package io.millrace.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.agent.delivery.ClientSettings;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {
  private static final String PROMTAIL =
      """
      server:
        log_level: info
        http_listen_port: 3101
        grpc_listen_port: 0
        enable_runtime_reload: false
      clients:
        - url: http://loki-gateway/loki/api/v1/push
          tenant_id: team-a
          batch_size: 102400
          batchwait: 2s
          external_labels: {cluster: eu}
          basic_auth: {username: me, password: hidden}
          backoff_config: {max_retries: 20}
      positions:
        filename: /run/promtail/positions.yaml
      scrape_configs:
        - job_name: system
          static_configs:
            - targets: [localhost]
              labels:
                job: varlogs
                __path__: /var/log/{sys,mess}*log
                __path_exclude__: /var/log/*.gz
          relabel_configs:
            - source_labels: [job]
              target_label: source
          pipeline_stages:
            - match:
                selector: '{job="varlogs"}'
                stages:
                  - regex: {expression: '^(?P<host>\\S+)'}
                  - labels: {host: }
      limits_config:
        readline_rate_enabled: false
        max_line_size: 64KB
        max_line_size_truncate: true
      target_config: {sync_period: 15s}
      options: {stream_lag_labels: filename}
      tracing: {enabled: false}
      """;

  private static AgentSettings read(String yaml) throws ConfigException {
    return ConfigFile.parse("agent.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from)
        .config();
  }

  @Test
  void readsAPromtailConfigAsItIs() throws Exception {
    AgentSettings settings = read(PROMTAIL);
    ClientSettings client = settings.clients().getFirst();
    assertThat(client.batchBytes()).isEqualTo(102_400);
    assertThat(client.batchWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(client.tenant()).isEqualTo("team-a");
    assertThat(client.externalLabels()).isEqualTo(Labels.of("cluster", "eu"));
    assertThat(client.backoff().maxRetries()).isEqualTo(20);
    assertThat(client.credentials()).isNotNull();
    assertThat(client.credentials().header()).isEqualTo("Basic bWU6aGlkZGVu");
    assertThat(settings.server().httpListenPort()).isEqualTo(3101);
    assertThat(settings.positions().file()).isEqualTo(Path.of("/run/promtail/positions.yaml"));
    assertThat(settings.scanPeriod()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.lineLimit().bytes()).isEqualTo(65_536);
    assertThat(settings.jobs()).hasSize(1);
  }

  @Test
  void hasNoSecretsInItsText() throws Exception {
    assertThat(read(PROMTAIL).toString()).doesNotContain("hidden");
  }

  @Test
  void masksTheSecretsOfAnApiServer() throws Exception {
    String yaml =
        PROMTAIL.replaceAll(
            "(?s)static_configs:.*?relabel_configs",
            "kubernetes_sd_configs: "
                + "[{role: pod, api_server: 'https://k', bearer_token: hidden}]\n    relabel_configs");
    LoadedConfig<AgentSettings> loaded =
        ConfigFile.parse("agent.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from);
    assertThat(loaded.config().jobs()).hasSize(1);
    assertThat(loaded.toYaml()).contains("api_server: https://k").doesNotContain("hidden");
    assertThat(loaded.config().toString()).doesNotContain("hidden");
  }

  @Test
  void saysWhereAnUnknownEncodingStands() {
    String yaml =
        PROMTAIL.replace("- job_name: system\n", "- job_name: system\n    encoding: utf-17\n");
    assertThatThrownBy(() -> read(yaml))
        .hasMessageContaining("agent.yaml:18:")
        .hasMessageContaining("encoding: unknown encoding \"utf-17\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "scrape_config: [] | unknown key, did you mean \"scrape_configs\"",
        "clients: [{uri: http://x/}] | unknown key",
        "clients: [{url: x}] | expected http://host:port",
        "scrape_configs: [{job_name: a}] | needs one of static_configs",
        "scrape_configs: [{job_name: a, kafka: {}}] | missing",
        "scrape_configs: [{job_name: a, kafka: {brokers: [x]}}] | not supported: the agent asks no service",
        "scrape_configs: [{job_name: a, heroku_drain: {server: {}, x: y}}] | syslog+tls://",
        "scrape_configs: [{static_configs: [{labels: {__path__: /a}}]}] | job_name: missing",
        "scrape_configs: [{job_name: a, static_configs: [{labels: {b: c}}]}] | needs __path__",
        "scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: '/a[b'}}]}] | not closed",
        "clients: [{url: http://x/, oauth2: {client_id: a}}] | not supported: tokens",
        "clients: [{url: http://x/, bearer_token: a, basic_auth: {username: b}}] | only one of",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: service}]}] | no log files",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: x}]}] | expected pod or node",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{}]}] | role: missing",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod, api_server: 'http://x', kubeconfig_file: y}]}] | only one of",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod, bearer_token: x}]}] | api_server: missing",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, field: x}]}]}] | expected name=value",
        "scrape_configs: [{job_name: a, encoding: IBM037, static_configs: []}] | do not end in a line feed",
        "scrape_configs: [{job_name: a, encoding: gbk, syslog: {listen_address: ':0'}}] | only files have one",
        "spool: {max_bytes: 1MB} | must be at least twice segment_bytes",
        "limits_config: {max_open_files: 0} | limits_config.max_open_files",
        "clients: [{url: http://x/, tls_config: {cert_file: a}}] | belong together",
        "global: {file_watch_config: {min_poll_frequency: 0s}} | must be positive",
      })
  void refuses(String yaml, String reason) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }
}
