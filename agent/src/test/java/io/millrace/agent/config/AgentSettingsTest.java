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
  void takesEveryKeyOfAPromtailServerAndClient() throws Exception {
    AgentSettings settings =
        read(
            """
            server:
              disable: false
              profiling_enabled: true
              enable_runtime_reload: true
              health_check_target: false
              external_url: http://promtail/
              http_listen_network: tcp
              http_listen_address: 127.0.0.1
              http_listen_port: 9080
              http_listen_conn_limit: 0
              grpc_listen_network: tcp
              grpc_listen_address: ''
              grpc_listen_port: 0
              grpc_listen_conn_limit: 0
              tls_cipher_suites: ''
              tls_min_version: ''
              register_instrumentation: true
              graceful_shutdown_timeout: 30s
              http_server_read_timeout: 30s
              http_server_read_header_timeout: 0s
              http_server_write_timeout: 30s
              http_server_idle_timeout: 120s
              grpc_server_max_recv_msg_size: 4194304
              grpc_server_max_send_msg_size: 4194304
              grpc_server_max_concurrent_streams: 100
              grpc_server_max_connection_idle: 1h
              grpc_server_max_connection_age: 1h
              grpc_server_max_connection_age_grace: 1h
              grpc_server_keepalive_time: 2h
              grpc_server_keepalive_timeout: 20s
              grpc_server_min_time_between_pings: 5m
              grpc_server_ping_without_stream_allowed: false
              http_path_prefix: ''
              log_level: warn
              log_format: json
              log_source_ips_enabled: false
              log_source_ips_header: ''
              log_source_ips_regex: ''
            clients:
            - name: one
              url: http://x/loki/api/v1/push
              headers: {X-A: b}
              tenant_id: t
              batchwait: 1s
              batchsize: 1048576
              timeout: 10s
              backoff_config: {min_period: 500ms, max_period: 5m, max_retries: 10}
              drop_rate_limited_batches: true
              external_labels: {a: b}
              authorization: {type: Bearer, credentials: c}
              tls_config: {ca_file: /ca, cert_file: /c, key_file: /k, insecure_skip_verify: false}
              follow_redirects: true
              enable_http2: false
            positions: {filename: /p, sync_period: 10s, ignore_invalid_yaml: true}
            target_config: {sync_period: 10s, stdin: false}
            limits_config:
              readline_rate_enabled: true
              readline_rate: 5
              readline_burst: 5
              readline_rate_drop: false
              max_streams: 0
              max_line_size: 0
              max_line_size_truncate: false
            wal: {enabled: true, dir: /wal, cleanSegmentsOlderThan: 1h}
            options: {stream_lag_labels: 'a,b'}
            global: {file_watch_config: {min_poll_frequency: 250ms, max_poll_frequency: 250ms}}
            """);
    ClientSettings client = settings.clients().getFirst();
    assertThat(client.name()).isEqualTo("one");
    assertThat(client.backoff().maxRetries()).isEqualTo(10);
    assertThat(client.dropsRateLimited()).isTrue();
    assertThat(client.headers()).containsEntry("X-A", "b");
    assertThat(settings.isReloadable()).isTrue();
    assertThat(settings.positions().syncPeriod()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void takesTheUserOutOfAUrl() throws Exception {
    String yaml =
        PROMTAIL
            .replace("http://loki-gateway/", "https://123:hid%40d+en@logs.example.com:8443/")
            .replaceFirst(" *basic_auth: .*\n", "");
    LoadedConfig<AgentSettings> loaded =
        ConfigFile.parse("agent.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from);
    ClientSettings client = loaded.config().clients().getFirst();
    assertThat(client.url()).hasToString("https://logs.example.com:8443/loki/api/v1/push");
    assertThat(client.host()).isEqualTo("logs.example.com:8443");
    assertThat(client.credentials()).isNotNull();
    assertThat(client.credentials().header()).isEqualTo("Basic MTIzOmhpZEBkK2Vu");
    assertThat(loaded.toYaml()).contains("https://123:<secret>@logs.example.com:8443/");
    assertThat(loaded.toYaml() + loaded.config()).doesNotContain("hid%40d").doesNotContain("hid@d");
    AgentSettings other = read(yaml.replace("hid%40d+en", "new"));
    assertThat(other.clients().getFirst().name()).isEqualTo(client.name());
  }

  @Test
  void showsNoPasswordOfAUrlThatIsNone() {
    String yaml = PROMTAIL.replace("http://loki-gateway/", "ftp://me:hidden@h/");
    assertThatThrownBy(() -> read(yaml))
        .message()
        .contains("expected http")
        .doesNotContain("hidden");
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
        "clients: [{url: ''}] | clients[0].url: missing",
        "clients: [{url: 'http://a:b@x/', basic_auth: {username: b}}] | no other credentials",
        "clients: [{url: http://x/, external_labels: {a-b: c}}] | cannot be a label's name",
        "clients: [{url: http://x/, headers: {Host: y}}] | \"Host\" cannot be set",
        "clients: [{url: http://x/, headers: {'a b': y}}] | \"a b\" cannot be set",
        "clients: [{url: http://x/, headers: {a: \"b\\nc\"}}] | cannot be sent in a header",
        "clients: [{url: http://x/, tenant_id: \"b\\nc\"}] | cannot be sent in a header",
        "clients: [{url: http://x/, authorization: {type: basic, credentials: a}}] | basic_auth",
        "scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /a, b-c: d}}]}] | cannot be a label's name",
        "scrape_configs: [{job_name: a, gelf: {labels: {b-c: d}}}] | cannot be a label's name",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod, selectors: [{role: node}]}]}] | restricts nothing",
        "scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod, selectors: [{role: pod}, {role: pod}]}]}] | one for each role",
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
