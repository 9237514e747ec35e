package io.millrace.agent.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelabelingTest {
  private static final Labels TARGET =
      Labels.of("a", "foo", "b", "bar", "c", "baz", "__meta_x", "1");

  private static final String CHART =
      """
      - source_labels: [__meta_kubernetes_pod_controller_name]
        regex: ([0-9a-z-.]+?)(-[0-9a-f]{8,10})?
        target_label: __tmp_controller_name
      - source_labels:
        - __meta_kubernetes_pod_label_app_kubernetes_io_name
        - __meta_kubernetes_pod_label_app
        - __tmp_controller_name
        - __meta_kubernetes_pod_name
        regex: ^;*([^;]+)(;.*)?$
        target_label: app
      - {source_labels: [__meta_kubernetes_namespace], target_label: namespace}
      - {source_labels: [namespace, app], separator: /, target_label: job}
      - {source_labels: [__meta_kubernetes_pod_name], target_label: pod}
      - {source_labels: [__meta_kubernetes_pod_container_name], target_label: container}
      - source_labels: [__meta_kubernetes_pod_uid, __meta_kubernetes_pod_container_name]
        separator: /
        target_label: __path__
        replacement: /var/log/pods/*$1/*.log
      - source_labels:
        - __meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash
        - __meta_kubernetes_pod_annotation_kubernetes_io_config_hash
        - __meta_kubernetes_pod_container_name
        separator: /
        regex: true/(.*)
        target_label: __path__
        replacement: /var/log/pods/*$1/*.log
      """;

  private static Labels apply(String rule) throws ConfigException {
    return rules("[" + rule + "]").apply(TARGET);
  }

  private static Relabeling rules(String list) throws ConfigException {
    return ConfigFile.parse(
            "test.yaml",
            "rules:\n" + list.indent(2),
            ConfigFile.Options.STRICT,
            root -> Relabeling.read(root, "rules"))
        .config();
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
        "{source_labels: [a], regex: 'f(oo)', target_label: d, replacement: $0}     | foo",
        "{source_labels: [a], regex: 'f(oo)', target_label: d, replacement: $01}    | ~~",
        "{source_labels: [a], regex: 'f(oo)', target_label: d, replacement: $2}     | ~~",
        "{source_labels: [a], regex: 'f(x)?oo', target_label: d, replacement: a$1}  | a",
        "{source_labels: [a], regex: 'f(oo)', target_label: d, replacement: '$'}    | $",
        "{source_labels: [a], regex: 'f(oo)', target_label: d, replacement: '${1'}  | ${1",
        "{source_labels: [a], regex: 'FOO', target_label: d}                        | ~~",
        "{source_labels: [none], target_label: d, replacement: x}                   | x",
        "{source_labels: [none], regex: '', target_label: d, replacement: x}        | x",
        "{source_labels: [a, b], separator: '', target_label: d}                    | foobar",
        "{source_labels: [a, b], separator: \"\\n\", target_label: d, replacement: x} | x",
        "{source_labels: [none], action: hashmod, target_label: d, modulus: 1000}   | 958",
        "{source_labels: [a], action: hashmod, target_label: d, modulus: 1}         | 0",
        "{source_labels: [b], regex: 'ba(.)', target_label: '${1}', replacement: x} | ~~",
        "{source_labels: [b], regex: 'b(a)r', target_label: '${1}x', replacement: x} | ~~",
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
  void anchorsEachAlternative() throws Exception {
    assertThat(apply("{source_labels: [a], regex: 'fo|oo', action: drop}")).isEqualTo(TARGET);
    assertThat(apply("{source_labels: [a], regex: 'x|foo', action: drop}").isEmpty()).isTrue();
  }

  @Test
  void expandsTheNameOfTheTarget() throws Exception {
    assertThat(
            apply("{source_labels: [a], regex: 'f(o)o', target_label: 'x_${1}', replacement: y}")
                .get("x_o"))
        .isEqualTo("y");
    // The name that comes of it begins with a digit.
    assertThat(apply("{source_labels: [__meta_x], target_label: $1, replacement: y}"))
        .isEqualTo(TARGET);
  }

  @Test
  void hidesWhatARuleHasGivenAnImpossibleName() throws Exception {
    Labels labels = apply("{regex: '__meta_(.+)', replacement: 'x_$1', action: labelmap}");
    assertThat(VisibleLabels.of(labels).toMap()).containsOnlyKeys("a", "b", "c", "x_x");
    Labels.Builder odd = Labels.of("a", "b", "1st", "x", "__meta", "y", "__tmp", "z").toBuilder();
    assertThat(VisibleLabels.of(odd.set("__tenant_id__", "t").build()).toMap())
        .containsOnlyKeys("a", "__tenant_id__");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{separator: ;, regex: '[ab]', replacement: $1, action: labeldrop, modulus: 0}",
        "{separator: ;, regex: '[ab]', replacement: $1, action: LabelKeep, target_label: ''}",
        "{source_labels: [a], separator: ;, regex: (.*), target_label: a, replacement: $1, action: keepequal}",
        "{source_labels: [a], separator: ;, regex: (.*), target_label: a, replacement: $1, action: lowercase}",
        "{source_labels: [a], separator: ;, regex: foo, replacement: $1, action: keep}",
        "{separator: ;, regex: '(.+)', target_label: '1', replacement: $1, action: labelmap}",
      })
  void takesDefaultsThatAreWrittenOut(String rule) throws Exception {
    assertThat(apply(rule).isEmpty()).isFalse();
  }

  /** The rules with which Promtail comes to Kubernetes. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "web-6d4b75cb6d, -, -, web",
        "web-0123, -, -, web-0123",
        "web, front, -, front",
        "-, -, -, web-1",
        "web-6d4b75cb6d, front, shop, shop",
      })
  void namesAppsAsTheChartDoes(String controller, String app, String name, String expected)
      throws Exception {
    Relabeling chart = rules(CHART);
    Labels.Builder pod =
        Labels.of(
            "__meta_kubernetes_namespace", "prod",
            "__meta_kubernetes_pod_name", "web-1",
            "__meta_kubernetes_pod_uid", "u1",
            "__meta_kubernetes_pod_container_name", "c")
            .toBuilder();
    set(pod, "__meta_kubernetes_pod_controller_name", controller);
    set(pod, "__meta_kubernetes_pod_label_app", app);
    set(pod, "__meta_kubernetes_pod_label_app_kubernetes_io_name", name);
    Labels labels = chart.apply(pod.build());
    assertThat(VisibleLabels.of(labels).toMap())
        .containsOnly(
            entry("namespace", "prod"),
            entry("app", expected),
            entry("job", "prod/" + expected),
            entry("pod", "web-1"),
            entry("container", "c"));
    assertThat(labels.get("__path__")).isEqualTo("/var/log/pods/*u1/c/*.log");
    set(pod, "__meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash", "true");
    set(pod, "__meta_kubernetes_pod_annotation_kubernetes_io_config_hash", "h1");
    assertThat(chart.apply(pod.build()).get("__path__")).isEqualTo("/var/log/pods/*h1/c/*.log");
  }

  private static void set(Labels.Builder labels, String name, @Nullable String value) {
    if (value != null) {
      labels.set(name, value);
    }
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
        "{source_labels: [a], target_label: d, separator: ',', action: dropequal} | takes no separator",
        "{source_labels: [a], target_label: d, modulus: 2, action: dropequal} | takes no modulus",
        "{source_labels: [a], target_label: d, replacement: x, action: uppercase} | takes no replacement",
        "{source_labels: [a], regex: a, action: labelkeep}      | takes no source_labels",
        "{source_labels: [a], action: hashmod, target_label: d, modulus: 0} | needs a modulus",
        "{source_labels: [a], action: hashmod, target_label: d, modulus: -1} | modulus",
        "{source_labels: [a], action: hashmod, modulus: 5}       | hashmod needs a target_label",
        "{source_labels: [a], action: lowercase}                 | lowercase needs a target_label",
        "{source_labels: [a], action: keepequal}                 | keepequal needs a target_label",
        "{source_labels: [a-b], target_label: d}                 | cannot be a label's name",
        "{source_labels: [a], target_label: 'd-$1'}              | cannot be a label's name",
        "{source_labels: [a], target_label: '1$1'}               | cannot be a label's name",
        "{action: labelmap, replacement: 'x-$1'}                 | cannot be a label's name",
        "{action: '', target_label: d}                           | unknown action",
      })
  void refusesRulesThatPrometheusRefuses(String rule, String reason) {
    assertThatThrownBy(() -> apply(rule))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }
}
