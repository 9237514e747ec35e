package io.millrace.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stages do with input that is not as it should be, by Promtail's rules. */
class StageEdgesTest {
  private final StageRun run = new StageRun();

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "a=1 b=2 | a=1,b=2",
        "a b=2 | a=,b=2",
        "a= b=2 | a=,b=2",
        "b=\"x y\"a=1 | a=1,b=x y",
        "b=\"\\u00e9\\/\\\"\" a=1 | a=1,b=é/\"",
        "a=1 =2 b=3 | a=1",
        "a=1 x\"y b=3 | a=1",
        "a=1 c=x=y b=3 | a=1",
        "a=1 c=x\"y\" b=3 | a=1",
        "a=1 b=\"x | a=1",
        "a=1 b=\"\\q\" | a=1",
        "a=1 b=\"\\u00g9\" | a=1",
        "a=1 a=2 | a=2",
        "no pairs at all | ``",
      })
  void readsLogfmtUpToWhereItIsNone(String line, String expected) {
    LogfmtPairs pairs = new LogfmtPairs(line);
    List<String> found = new ArrayList<>();
    LogEntry entry =
        new LogEntry().begin(0, Labels.empty(), line.getBytes(StandardCharsets.UTF_8), 0, 0);
    while (pairs.next()) {
      if (pairs.key().equals("a") || pairs.key().equals("b")) {
        entry.extracted().put(pairs.key(), pairs.value());
      }
    }
    for (String key : List.of("a", "b")) {
      if (entry.extracted().containsKey(key)) {
        found.add(key + "=" + entry.extracted().get(key));
      }
    }
    assertThat(String.join(",", found)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        // What follows the object makes it none.
        "[{json: {expressions: {l: }}}, {labels: {l: }}] => {\"l\":\"x\"} y => {app=\"web\"} {\"l\":\"x\"} y",
        "[{json: {expressions: {l: }}}, {labels: {l: }}] => {\"l\":null} => {app=\"web\"} {\"l\":null}",
        "[{json: {expressions: {l: }}}, {labels: {l: }}] => {\"l\":true} => {app=\"web\", l=\"true\"} {\"l\":true}",
        "[{json: {expressions: {l: , m: }, source: app}}, {labels: {l: }}] => {\"l\":1} => {app=\"web\"} {\"l\":1}",
        "[{json: {expressions: {l: }, source: none, drop_malformed: true}}] => x => {app=\"web\"} x",
        // A group that takes no part is empty; without the source nothing is set.
        "[{regex: {expression: '(?P<a>x)|(?P<b>y)'}}, {template: {source: t, template: '<{{ .a }}|{{ .b }}>'}}, {output: {source: t}}] => y => {app=\"web\"} <|y>",
        "[{regex: {expression: '(?P<a>x)', source: none}}, {template: {source: t, template: '<{{ .a }}>'}}, {output: {source: t}}] => x => {app=\"web\"} <<no value>>",
        // Groups within groups: the outer one counts for the line, both are extracted.
        "[{replace: {expression: '(?P<o>a(?P<i>b))', replace: '<{{ .Value }}>'}}, {labels: {o: , i: }}] => ab => {app=\"web\", i=\"<b>\", o=\"<ab>\"} <ab>",
        "[{replace: {expression: '(?P<x>a)|(?P<y>b)', replace: '-'}}, {labels: {x: , y: }}] => b => {app=\"web\", y=\"-\"} -",
        "[{replace: {expression: '(?P<x>a)', source: none, replace: '-'}}, {labels: {x: }}] => a => {app=\"web\"} a",
        "[{replace: {expression: '(?P<x>a+)', source: app, replace: '-'}}] => a => {app=\"web\"} a",
        "[{replace: {expression: '(w)(e)', source: app, replace: '-'}}, {labels: {app: }}] => x => {app=\"--b\"} x",
        "[{template: {source: app, template: '{{ .Value | Replace \"e\" \"i\" -1 }}'}}, {labels: {app: }}] => x => {app=\"web\"} x",
        "[{template: {source: app, template: '{{ Replace .Value \"e\" \"i\" -1 }}'}}, {labels: {app: }}] => x => {app=\"wib\"} x",
        "[{template: {source: app, template: '{{ TrimPrefix .Value \"w\" }}{{ Sha2Hash \"a\" \"b\" | trunc 4 }}'}}, {labels: {app: }}] => x => {app=\"ebfb8e\"} x",
        "[{template: {source: t, template: '{{ Hash \"a\" \"b\" | trunc 6 }}'}}, {labels: {t: }}] => x => {app=\"web\", t=\"5c828b\"} x",
        "[{template: {source: t, template: '{{ regexReplaceAll \"(e)\" .app \"<${1}>\" }}{{ regexReplaceAllLiteral \"e\" .app \"$1\" }}'}}, {labels: {t: }}] => x => {app=\"web\", t=\"w<e>bw$1b\"} x",
        "[{template: {source: t, template: '{{ regexReplaceAll \"(\" .app \"\" }}'}}, {labels: {t: }}] => x => {app=\"web\"} x",
        "[{template: {source: t, template: '{{ .none | default \"d\" }}{{ .none }}'}}, {labels: {t: }}] => x => {app=\"web\", t=\"d<no value>\"} x",
        "[{template: {source: t, template: '{{ if .Value }}y{{ else }}n{{ end }}'}}, {labels: {t: }}] => x => {app=\"web\", t=\"n\"} x",
        "[{output: {source: none}}] => x => {app=\"web\"} x",
        "[{labels: {l: none}}] => x => {app=\"web\"} x",
        "[{tenant: {source: none}}] => x => {app=\"web\"} x",
        "[{tenant: {label: app}}] => x => {__tenant_id__=\"web\", app=\"web\"} x",
        "[{structured_metadata: {m: none}}] => x => {app=\"web\"} x",
        "[{pack: {labels: [none], ingest_timestamp: false}}] => x => {app=\"web\"} {\"_entry\":\"x\"}",
        // Selectors have Go's escapes, in double quotes only.
        "[{match: {selector: '{app=\"w\\x65b\"} |~ \"\\\\d\"', stages: [{static_labels: {hit: y}}]}}] => 7 => {app=\"web\", hit=\"y\"} 7",
        "[{match: {selector: '{app=~`w\\wb`} |~ `\\d`', stages: [{static_labels: {hit: y}}]}}] => 7 => {app=\"web\", hit=\"y\"} 7",
        "[{match: {selector: '{none=\"\"}', stages: [{static_labels: {hit: y}}]}}] => 7 => {app=\"web\", hit=\"y\"} 7",
        "[{match: {selector: '{app=~\"we\"}', stages: [{static_labels: {hit: y}}]}}] => 7 => {app=\"web\"} 7",
        // Frames need tags, but not a time that can be read.
        "[{cri: {}}] => 2026-01-02T03:04:05Z stdout  x => {app=\"web\"} 2026-01-02T03:04:05Z stdout  x",
        "[{cri: {}}] => today stdout F x => {app=\"web\", stream=\"stdout\"} x",
        "[{cri: {}}] => 2026-01-02T03:04:05Z stdout F => {app=\"web\"} 2026-01-02T03:04:05Z stdout F",
        "[{docker: {}}, {labels: {timestamp: , output: }}] => {\"log\":\"a\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"} => {app=\"web\", output=\"a\", stream=\"stdout\", timestamp=\"2026-01-02T03:04:05Z\"} a",
        // Keys of events are mended; what is there already gets a suffix.
        "[{regex: {expression: '(?P<message>.*)'}}, {eventlogmessage: {}}, {labels: {_Logon_ID: }}] => `\tLogon ID:\t0x3` => {_Logon_ID=\"0x3\", app=\"web\"} \tLogon ID:\t0x3",
        "[{regex: {expression: '(?P<message>.*)'}}, {eventlogmessage: {}}, {labels: {_th: }}] => 4th:x => {_th=\"x\", app=\"web\"} 4th:x",
        "[{regex: {expression: '(?P<message>.*)'}}, {eventlogmessage: {drop_invalid_labels: true}}, {labels: {_th: }}] => 4th:x => {app=\"web\"} 4th:x",
        "[{regex: {expression: '(?P<message>.*)'}}, {eventlogmessage: {overwrite_existing: true}}, {labels: {app: }}] => app: y => {app=\"y\"} app: y",
      })
  void changesEntries(String stages, String line, String expected) throws Exception {
    assertThat(run.run(stages, line)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[{json: {expressions: {n: }}}, {drop: {source: n, expression: '.*'}}] | {\"n\":null} | false",
        "[{json: {expressions: {n: }}}, {drop: {source: n}}] | {\"n\":null} | true",
        "[{json: {expressions: {n: }}}, {drop: {source: [n, none], expression: '^1$'}}] | {\"n\":1} | true",
        "[{json: {expressions: {n: }}}, {drop: {source: n, value: 1}}] | {\"n\":1} | true",
        "[{json: {expressions: {message: m}}}, {eventlogmessage: {}}] | {\"m\":null} | true",
        "[{drop: {source: app, expression: 'w', older_than: 1h}}] | x | false",
        "[{drop: {source: [app, app], separator: '#', expression: 'b#w'}}] | x | true",
      })
  void drops(String stages, String line, boolean isDropped) throws Exception {
    assertThat(run.run(stages, line)).hasSize(isDropped ? 0 : 1);
    assertThat(run.dropped).hasSize(isDropped ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        // The last time that could be read, and a nanosecond for each line since.
        "format: RFC3339 | 2026-03-04T05:06:07Z x y | 2026-03-04T05:06:07Z 2026-03-04T05:06:07.000000001Z 2026-03-04T05:06:07.000000002Z",
        "format: RFC3339 | x 2026-03-04T05:06:07Z | 2026-01-02T03:04:05Z 2026-03-04T05:06:07Z",
        "format: RFC3339, action_on_failure: skip | 2026-03-04T05:06:07Z x | 2026-03-04T05:06:07Z 2026-01-02T03:04:05Z",
        "format: UnixMs, fallback_formats: [Unix, RFC3339] | 1.5 2026-03-04T05:06:07Z | 1970-01-01T00:00:01.5Z 2026-03-04T05:06:07Z",
        "format: Unix, action_on_failure: skip | 1e3 .5 5. +5 | 2026-01-02T03:04:05Z 2026-01-02T03:04:05Z 2026-01-02T03:04:05Z 1970-01-01T00:00:05Z",
        "format: '2006-01-02T15:04', location: Europe/Berlin | 2026-07-01T12:00 | 2026-07-01T10:00:00Z",
        "format: '2006-01-02T15:04-0700', location: Europe/Berlin | 2026-07-01T12:00-0100 | 2026-07-01T13:00:00Z",
      })
  void takesTimes(String options, String lines, String expected) throws Exception {
    run.run(
        "[{regex: {expression: '(?P<t>.*)'}}, {timestamp: {source: t, " + options + "}}]",
        lines.split(" ", -1));
    assertThat(run.times())
        .containsExactlyElementsOf(
            List.of(expected.split(" ", -1)).stream().map(Instant::parse).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "'\u001b[31mred\u001b[0m' | red",
        "'\u001b(B\u001b[mplain' | plain",
        "'\u009b1mbold' | bold",
        "'\u001b]0;title\u0007text' | text",
        "'\u001b]8;;http://a\u001b\\link\u001b]8;;\u001b\\' | link",
        "'\u001b7a\u001b8b\u001b=c\u001bcd' | abcd",
        "'\u001b[?25l\u001b[2K\u001b[1;1Hx' | x",
        "a[0mb | a[0mb",
      })
  void removesWhatTerminalsTakeForCommands(String line, String expected) throws Exception {
    assertThat(run.run("[{decolorize: {}}]", line)).containsExactly("{app=\"web\"} " + expected);
  }

  private static final String TIMED_BLOCKS =
      "[{regex: {expression: '^(?P<t>\\d+)'}}, {timestamp: {source: t, format: Unix,"
          + " action_on_failure: skip}}, {multiline: {firstline: '^\\d', max_lines: 2}}]";

  @Test
  void givesTheRestOfALongBlockTheTimeOfItsFirstLine() throws Exception {
    assertThat(run.run(TIMED_BLOCKS, "before", "7", " a", " b", " c", " d", "8"))
        .containsExactly(
            "{app=\"web\"} before",
            "{app=\"web\"} 7\n a",
            "{app=\"web\"}  b\n c",
            "{app=\"web\"}  d",
            "{app=\"web\"} 8");
    Instant first = Instant.ofEpochSecond(7);
    assertThat(run.times())
        .containsExactly(
            Instant.ofEpochSecond(0, StageRun.READ_NANOS),
            first,
            first,
            first,
            Instant.ofEpochSecond(8));
  }

  @Test
  void passesOnAFirstLineThatIsAllABlockMayHave() throws Exception {
    List<String> out = new ArrayList<>();
    Pipeline pipeline =
        StageRun.spec("[{multiline: {firstline: '^a', max_lines: 1}}]")
            .create(entry -> out.add(entry.text()), run.context());
    Progress progress = new Progress(0);
    byte[] line = "a".getBytes(StandardCharsets.UTF_8);
    pipeline.accept(new LogEntry().begin(1, Labels.empty(), line, 0, 1).from(progress, 5));
    assertThat(out).containsExactly("a");
    assertThat(pipeline.heldFrom(progress)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void holdsThePositionOfTheLinesOfABlockOnlyUntilTheyArePassedOn() throws Exception {
    List<Long> starts = new ArrayList<>();
    Pipeline pipeline =
        StageRun.spec("[{multiline: {firstline: '^a', max_lines: 2}}]")
            .create(entry -> starts.add(entry.start()), run.context());
    Progress progress = new Progress(0);
    List<String> lines = List.of("a", "b", "c");
    for (int i = 0; i < lines.size(); i++) {
      byte[] line = lines.get(i).getBytes(StandardCharsets.UTF_8);
      pipeline.accept(new LogEntry().begin(1, Labels.empty(), line, 0, 1).from(progress, 10 + i));
    }
    assertThat(starts).containsExactly(10L);
    assertThat(pipeline.heldFrom(progress)).isEqualTo(12);
    pipeline.tick(4_000_000_000L);
    assertThat(starts).containsExactly(10L, 12L);
    assertThat(pipeline.heldFrom(progress)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void limitsEachValueOfALabelByItself() throws Exception {
    assertThat(
            run.run(
                "[{regex: {expression: '(?P<k>\\w)?'}}, {match: {selector: '{app=\"web\"} !="
                    + " \"none\"', stages: [{labels: {k: }}]}}, {limit: {rate: 1, burst: 2, drop:"
                    + " true, by_label_name: k}}]",
                "a1",
                "a2",
                "a3",
                "b1",
                "a4",
                "none1",
                "none2",
                "none3"))
        .extracting(line -> line.substring(line.indexOf("} ") + 2))
        .containsExactly("a1", "a2", "b1", "none1", "none2", "none3");
    assertThat(run.dropped).containsExactly("ratelimit_drop_stage", "ratelimit_drop_stage");
    assertThat(run.samples())
        .containsExactly(
            "logentry_dropped_lines_by_label_total{label_name=\"k\",label_value=\"a\"} 2.0");
  }

  @Test
  void forgetsTheLimitOfTheValueUnusedForLongest() {
    LimitStage.Buckets buckets = new LimitStage.Buckets(1, 1, 2);
    assertThat(buckets.of("a").take(0)).isTrue();
    assertThat(buckets.of("b").take(0)).isTrue();
    assertThat(buckets.of("a").take(0)).isFalse();
    assertThat(buckets.of("c").take(0)).isTrue();
    assertThat(buckets.of("a").take(0)).isFalse();
    assertThat(buckets.of("b").take(0)).isTrue();
  }

  @Test
  void prefixesMetricsAsUsualWhenThePrefixIsEmpty() throws Exception {
    run.run(
        "[{metrics: {n_total: {type: Counter, prefix: '', config: {match_all: true, action: inc}}}}]",
        "x");
    assertThat(run.samples()).containsExactly("promtail_custom_n_total{app=\"web\"} 1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[{labels: {a-b: }}] | no name for a label",
        "[{labels: {}}] | expected a map of labels",
        "[{static_labels: {9a: x}}] | no name for a label",
        "[{structured_metadata: {a.b: }}] | no name for a label",
        "[{limit: {rate: 1, burst: 1, by_label_name: a}}] | needs drop: true",
        "[{json: {expressions: {a: }, source: ''}}] | must not be empty",
        "[{match: {selector: '{app=\"\\d\"}', action: drop}}] | not an escape",
        "[{timestamp: {source: a, format: RFC3339, action_on_failure: keep}}] | action_on_failure",
        "[{timestamp: {source: a, format: RFC3339, location: Mars/Base}}] | unknown zone",
      })
  void refusesWhatPromtailRefuses(String stages, String reason) {
    assertThatThrownBy(() -> StageRun.spec(stages))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }
}
