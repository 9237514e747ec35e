package io.millrace.agent.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelabelingTest {
  private static final Labels TARGET =
      Labels.of("a", "foo", "b", "bar", "c", "baz", "__meta_x", "1");

  private static Labels apply(String rule) throws ConfigException {
    return ConfigFile.parse(
            "test.yaml",
            "rules: [" + rule + "]",
            ConfigFile.Options.STRICT,
            root -> Relabeling.read(root, "rules"))
        .config()
        .apply(TARGET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{source_labels: [a], target_label: d}                                      | foo",
        "{source_labels: [a, b], target_label: d}                                   | foo;bar",
        "{source_labels: [a, none, b], separator: /, target_label: d}               | foo//bar",
        "{source_labels: [a], regex: f, target_label: d, replacement: x}            | ~~",
        "{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: x$1}    | xoo",
        "{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: $1x}    | ~~",
        "{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: '${1}x'} | oox",
        "{source_labels: [a], regex: '(?P<n>f).*', target_label: d, replacement: $n} | f",
        "{source_labels: [a], regex: 'f(.)(.)', target_label: d, replacement: $2$$1} | o$1",
        "{target_label: d, replacement: fixed}                                      | fixed",
        "{source_labels: [c], action: HashMod, target_label: d, modulus: 1000}      | 976",
        "{source_labels: [a, b], action: uppercase, target_label: d}                | FOO;BAR",
        "{source_labels: [a], regex: 'f(oo)', target_label: '${1}', replacement: x} | ~~",
      })
  void setsTheTarget(String rule, String expected) throws Exception {
    assertThat(apply(rule).getOrEmpty("d")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{source_labels: [a], regex: foo, action: keep}           | true",
        "{source_labels: [a], regex: fo, action: keep}            | false",
        "{source_labels: [a], regex: 'f.*', action: drop}         | false",
        "{source_labels: [a], regex: oo, action: drop}            | true",
        "{source_labels: [a], target_label: b, action: keepequal} | false",
        "{source_labels: [a], target_label: a, action: keepequal} | true",
        "{source_labels: [a], target_label: a, action: dropequal} | false",
        "{source_labels: [none], target_label: d, action: keepequal} | true",
      })
  void keepsOrDropsTheTarget(String rule, boolean isKept) throws Exception {
    assertThat(apply(rule).isEmpty()).isEqualTo(!isKept);
  }

  @Test
  void removesALabelWhoseReplacementIsEmpty() throws Exception {
    assertThat(apply("{target_label: a, replacement: ''}").has("a")).isFalse();
  }

  @Test
  void mapsNames() throws Exception {
    assertThat(apply("{regex: '__meta_(.+)', action: labelmap}").get("x")).isEqualTo("1");
    assertThat(apply("{regex: '__meta_(.+)', replacement: 'm_$1', action: labelmap}").get("m_x"))
        .isEqualTo("1");
  }

  @Test
  void filtersNames() throws Exception {
    assertThat(apply("{regex: '[ab]', action: labeldrop}").toMap())
        .containsOnlyKeys("c", "__meta_x");
    assertThat(apply("{regex: '[ab]', action: labelkeep}").toMap()).containsOnlyKeys("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{source_labels: [a], action: hashmod, target_label: d} | needs a modulus",
        "{source_labels: [a]}                                   | needs a target_label",
        "{regex: '(', target_label: d}                          | not a regular expression",
        "{action: explode, target_label: d}                     | unknown action",
        "{target_label: 'd-e'}                                  | cannot be a label's name",
        "{regex: a, target_label: d, action: labeldrop}         | takes no target_label",
        "{source_labels: [a], target_label: d, regex: x, action: keepequal} | takes no regex",
      })
  void refusesRulesThatPrometheusRefuses(String rule, String reason) {
    assertThatThrownBy(() -> apply(rule))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }
}
