package io.millrace.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.agent.docker.DockerSource;
import io.millrace.agent.input.ListenAddress;
import io.millrace.agent.receive.PushSource;
import io.millrace.agent.syslog.SyslogSource;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSettingsTest {
  private static AgentSettings read(String job) throws ConfigException {
    String yaml =
        "clients: [{url: 'http://x/'}]\nscrape_configs:\n  - job_name: a\n    " + job + "\n";
    return ConfigFile.parse("agent.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from)
        .config();
  }

  private static Object source(String job) throws ConfigException {
    return read(job).jobs().getFirst().inputs().getFirst();
  }

  @Test
  void readsSyslogWithPromtailsDefaults() throws Exception {
    assertThat(source("syslog: {listen_address: '0.0.0.0:1514'}"))
        .isEqualTo(
            new SyslogSource(
                new ListenAddress("0.0.0.0", 1514),
                false,
                null,
                Duration.ofMinutes(2),
                false,
                Labels.empty(),
                false,
                false,
                false,
                8192,
                1000));
  }

  @Test
  void readsEveryKeyOfSyslog() throws Exception {
    assertThat(
            source(
                "syslog: {listen_address: '[::1]:1', listen_protocol: udp, idle_timeout: 5s,"
                    + " label_structured_data: true, labels: {a: b}, use_incoming_timestamp: true,"
                    + " use_rfc5424_message: true, syslog_format: rfc3164,"
                    + " max_message_length: 100, max_connections: 7}"))
        .isEqualTo(
            new SyslogSource(
                new ListenAddress("::1", 1),
                true,
                null,
                Duration.ofSeconds(5),
                true,
                Labels.of("a", "b"),
                true,
                true,
                true,
                100,
                7));
  }

  @Test
  void readsAPushApi() throws Exception {
    PushSource push =
        (PushSource)
            source(
                "loki_push_api: {server: {http_listen_port: 3500, grpc_listen_port: 3600},"
                    + " labels: {a: b}, use_incoming_timestamp: true}");
    assertThat(push.server().httpListenPort()).isEqualTo(3500);
    assertThat(push.labels()).isEqualTo(Labels.of("a", "b"));
    assertThat(push.keepsTime()).isTrue();
  }

  @Test
  void readsDockerEnginesWithPrometheussDefaults() throws Exception {
    assertThat(
            source(
                "docker_sd_configs: [{host: 'unix:///var/run/docker.sock',"
                    + " filters: [{name: label, values: [a, b]}]}]"))
        .isEqualTo(
            new DockerSource(
                URI.create("unix:///var/run/docker.sock"),
                null,
                80,
                "localhost",
                Map.of("label", List.of("a", "b")),
                Duration.ofMinutes(1),
                256 << 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "syslog: {} | listen_address: missing",
        "syslog: {listen_address: '1514'} | expected host:port, found \"1514\"",
        "syslog: {listen_address: ':70000'} | expected host:port",
        "syslog: {listen_address: '::1:514'} | expected host:port",
        "syslog: {listen_address: ':1', listen_protocol: sctp} | tcp",
        "syslog: {listen_address: ':1', syslog_format: rfc1} | rfc5424",
        "syslog: {listen_address: ':1', listen_adress: x} | did you mean \"listen_address\"",
        "syslog: {listen_address: ':1', tls_config: {ca_file: x}} | cert_file: missing",
        "syslog: {listen_address: ':1', listen_protocol: udp, tls_config: {cert_file: x, key_file: y}} | there is none for udp",
        "syslog: {listen_address: ':1'}, static_configs: [{labels: {__path__: /a}}] | needs one of",
        "loki_push_api: {port: 1} | unknown key",
        "docker_sd_configs: [{}] | host: missing",
        "docker_sd_configs: [{host: 'ssh://x'}] | expected unix:///var/run/docker.sock",
        "docker_sd_configs: [{host: 'unix:x'}] | expected unix:///var/run/docker.sock",
        "docker_sd_configs: [{host: 'tcp://x', tls_config: {ca_file: y}}] | needs a host that begins with https",
        "docker_sd_configs: [{host: 'tcp://x', basic_auth: {username: y}}] | use tls_config",
        "docker_sd_configs: [{host: 'tcp://x', match_first_network: false}] | not supported",
        "docker_sd_configs: [{host: 'tcp://x', filters: [{values: [a]}]}] | name: missing",
        "journal: {matches: --file=/etc/shadow} | expected FIELD=value",
        "journal: {max_age: x} | max_age",
        "loki_push_api: {server: {http_listen_port: x}} | expected an integer",
      })
  void refuses(String job, String reason) {
    String flow = "{job_name: a, " + job + "}";
    String yaml = "clients: [{url: 'http://x/'}]\nscrape_configs: [" + flow + "]\n";
    assertThatThrownBy(
            () ->
                ConfigFile.parse(
                    "agent.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("agent.yaml:2:");
  }
}
