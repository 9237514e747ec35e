package io.millrace.querier.ruler.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleGroupsTest {
  private static final String GROUP =
      """
      name: errors
      interval: 1m30s
      limit: 10
      rules:
      - alert: HighErrors
        expr: sum by (app) (rate({env="prod"} |= "error" [5m])) > 0.5
        for: 5m
        keep_firing_for: 2m
        labels:
          severity: page
        annotations:
          summary: '{{ $labels.app }} has {{ $value | humanize }}'
      - record: app:errors:rate5m
        expr: sum by (app) (rate({env="prod"} |= "error" [5m]))
        labels:
          source: logs
      """;

  @Test
  void readsAndWritesTheSame() throws Exception {
    RuleGroup group = RuleGroups.parse(GROUP);
    assertThat(group.interval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(group.rules()).hasSize(2);
    assertThat(RuleGroups.toYaml(group)).isEqualTo(GROUP);
    assertThat(RuleGroups.parse(RuleGroups.toYaml(group))).isEqualTo(group);
    assertThat(RuleGroups.toYaml(Map.of("ns", List.of(group)))).startsWith("ns:\n- name: errors\n");
  }

  @Test
  void readsJsonAndWhatOtherToolsAdd() throws Exception {
    RuleGroup group =
        RuleGroups.parse(
            """
            {"name":"g","source_tenants":["a"],
             "rules":[{"record":"r","expr":"vector(1)","uid":"x"}]}
            """);
    assertThat(group.rules().getFirst().name()).isEqualTo("r");
    assertThat(RuleGroups.toYaml(group))
        .isEqualTo("name: g\nrules:\n- record: r\n  expr: vector(1)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{expr: vector(1)}|one of 'record' or 'alert' must be set",
        "{alert: a, record: b, expr: vector(1)}|only one of 'record' and 'alert' must be set",
        "{alert: a}|field 'expr' must be set in rule",
        "{alert: a, expr: 'sum('}|could not parse expression for alert 'a' in group 'g': parse error",
        "{alert: a, expr: '{app=\"x\"}'}|it finds lines",
        "{record: a, expr: vector(1), for: 1m}|invalid field 'for' in recording rule",
        "{record: a, expr: vector(1), annotations: {b: c}}|invalid field 'annotations'",
        "{record: a-b, expr: vector(1)}|invalid recording rule name: a-b",
        "{alert: a, expr: vector(1), labels: {b-c: d}}|invalid label name: b-c",
        "{alert: a, expr: vector(1), annotations: {b-c: d}}|invalid annotation name: b-c",
        "{alert: a, expr: vector(1), annotations: {b: '{{ nope }}'}}|error parsing template"
      })
  void saysWhatIsWrongWithARule(String rule, String message) {
    assertThatThrownBy(() -> RuleGroups.parse("{name: g, rules: [" + rule + "]}"))
        .isInstanceOf(RuleException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatIsWrongWithAGroup() {
    assertThatThrownBy(() -> RuleGroups.parse("{rules: [{record: a, expr: vector(1)}]}"))
        .hasMessage("invalid rules config: rule group name must not be empty");
    assertThatThrownBy(() -> RuleGroups.parse("{name: g}"))
        .hasMessage("invalid rules config: rule group 'g' has no rules");
    assertThatThrownBy(() -> RuleGroups.parse("{name: g, interval: 1ms, rules: [{}]}"))
        .hasMessageContaining("interval below 1s")
        .hasMessageContaining(", one of 'record' or 'alert' must be set");
    assertThatThrownBy(() -> RuleGroups.parse("- not\n- a group\n"))
        .matches(e -> ((RuleException) e).isUnreadable());
  }

  @Test
  void takesFilesAtTheirWord() throws Exception {
    String groups = "groups:\n- " + GROUP.replace("\n", "\n  ").stripTrailing() + "\n";
    assertThat(RuleGroups.parseFile("f", groups)).hasSize(1);
    assertThatThrownBy(() -> RuleGroups.parseFile("f", groups + groups.substring(8)))
        .hasMessage("f: groupname: \"errors\" is repeated in the same file");
    assertThatThrownBy(() -> RuleGroups.parseFile("f", "groups: [{name: g, rulez: []}]"))
        .hasMessageContaining("f:1:");
  }
}
