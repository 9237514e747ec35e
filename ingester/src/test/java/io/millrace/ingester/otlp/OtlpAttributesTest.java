package io.millrace.ingester.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.entry.EntryBatch;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.service.config.ConfigFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpAttributesTest {
  private static final String LOGS =
      """
      {"resourceLogs":[{
        "resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}},
          {"key":"team","value":{"stringValue":"blue"}},
          {"key":"process.pid","value":{"intValue":"7"}}]},
        "scopeLogs":[{
          "scope":{"name":"lib","attributes":[{"key":"internal","value":{"boolValue":true}}]},
          "logRecords":[
            {"timeUnixNano":"1","severityText":"WARN","body":{"stringValue":"one"},"attributes":[
              {"key":"user.id","value":{"stringValue":"u"}},
              {"key":"region","value":{"stringValue":"eu"}}]},
            {"timeUnixNano":"2","body":{"stringValue":"two"},"attributes":[
              {"key":"region","value":{"stringValue":"us"}}]}]}]}]}
      """;

  private static List<IncomingStream> streams(String otlpConfig) throws Exception {
    IngestionLimits limits =
        ConfigFile.parse(
                "test",
                otlpConfig,
                ConfigFile.Options.STRICT,
                root -> IngestionLimits.from(root, IngestionLimits.DEFAULTS))
            .config();
    return OtlpStreams.of(OtlpJson.decode(LOGS.getBytes(StandardCharsets.UTF_8)), limits.otlp(), 0);
  }

  private static String metadata(IncomingStream stream) {
    EntryBatch entries = stream.entries();
    return entries.metadata(0).toString();
  }

  @Test
  void makesLokisDefaultAttributesLabels() throws Exception {
    List<IncomingStream> streams = streams("");
    assertThat(streams).hasSize(1);
    assertThat(streams.getFirst().labels().labels().toString())
        .isEqualTo("{service_name=\"shop\"}");
    assertThat(metadata(streams.getFirst()))
        .contains("team", "process_pid", "internal", "user_id", "region", "severity_text");
  }

  @Test
  void followsTheTenantsRulesInTheirOrder() throws Exception {
    List<IncomingStream> streams =
        streams(
            """
            otlp_config:
              severity_text_as_label: true
              resource_attributes:
                attributes_config:
                  - {action: index_label, attributes: [team]}
                  - {action: drop, regex: 'process\\..*|team'}
              scope_attributes:
                - {action: drop, attributes: [internal]}
              log_attributes:
                - {action: index_label, attributes: [region]}
                - {action: drop, regex: user.*}
            """);
    assertThat(streams.stream().map(stream -> stream.labels().labels().toString()))
        .containsExactly(
            "{region=\"eu\", service_name=\"shop\", severity_text=\"WARN\", team=\"blue\"}",
            "{region=\"us\", service_name=\"shop\", team=\"blue\"}");
    assertThat(metadata(streams.getFirst()))
        .contains("scope_name")
        .doesNotContain("process", "internal", "user", "region");
  }

  @Test
  void canDoWithoutTheDefaults() throws Exception {
    List<IncomingStream> streams =
        streams("otlp_config: {resource_attributes: {ignore_defaults: true}}");
    assertThat(streams.getFirst().labels().labels().toString())
        .isEqualTo("{service_name=\"unknown_service\"}");
    assertThat(metadata(streams.getFirst())).contains("service_name");
  }

  @Test
  void refusesRulesThatSayNothing() {
    assertThatThrownBy(
            () -> streams("otlp_config: {scope_attributes: [{action: index_label, regex: a}]}"))
        .hasMessageContaining("can't be labels");
    assertThatThrownBy(() -> streams("otlp_config: {log_attributes: [{action: drop}]}"))
        .hasMessageContaining("either attributes or regex");
    assertThatThrownBy(() -> streams("otlp_config: {log_attributes: [{regex: a}]}"))
        .hasMessageContaining("action");
    assertThatThrownBy(() -> streams("otlp_config: {log_attributes: [{action: drop, regex: '('}]}"))
        .hasMessageContaining("no regular expression");
  }
}
