package io.millrace.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {
  private final StageRun stages = new StageRun();

  private static PipelineSpec spec(String text) throws ConfigException {
    return StageRun.spec(text);
  }

  private List<String> run(String text, String... lines) throws ConfigException {
    return stages.run(text, lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[{json: {expressions: {l: level}}}, {labels: {l: }}] | {\"level\":\"x\"} | {app=\"web\", l=\"x\"} {\"level\":\"x\"}",
        "[{json: {expressions: {l: 'a.b[1]'}}}, {output: {source: l}}] | {\"a\":{\"b\":[1,9007199254740993]}} | {app=\"web\"} 9007199254740993",
        "[{json: {expressions: {l: f}}}, {output: {source: l}}] | {\"f\":1.5e3} | {app=\"web\"} 1500",
        "[{json: {expressions: {l: f}}}, {output: {source: l}}] | {\"f\":{\"x\":[true]}} | {app=\"web\"} {\"x\":[true]}",
        "[{json: {expressions: {l: f}}}, {output: {source: l}}] | not json | {app=\"web\"} not json",
        "[{regex: {expression: 'u=(?P<u>\\w+)'}}, {labels: {user: u}}] | a u=bob c | {app=\"web\", user=\"bob\"} a u=bob c",
        "[{logfmt: {mapping: {lvl: level, msg: }}}, {labels: {lvl: }}, {output: {source: msg}}] | level=warn msg=\"a \\\"b\\\"\" | {app=\"web\", lvl=\"warn\"} a \"b\"",
        "[{static_labels: {env: prod}}, {labeldrop: [app]}] | x | {env=\"prod\"} x",
        "[{static_labels: {env: prod}}, {labelallow: [app]}] | x | {app=\"web\"} x",
        "[{structured_metadata: {m: app}}] | x | {} {m=\"web\"} x",
        "[{tenant: {value: t1}}] | x | {__tenant_id__=\"t1\", app=\"web\"} x",
        "[{replace: {expression: 'pass=(\\S+)', replace: '***'}}] | pass=a pass=b | {app=\"web\"} pass=*** pass=***",
        "[{replace: {expression: 'pass=(\\S+)'}}] | pass=a x | {app=\"web\"} pass= x",
        "[{replace: {expression: 'pass=\\S+', replace: y}}] | pass=a x | {app=\"web\"} pass=a x",
        "[{replace: {expression: '(\\d+)', replace: '<{{ .Value }}:{{ .app }}>'}}] | a 1 b 22 | {app=\"web\"} a <1:web> b <22:web>",
        "[{replace: {expression: 'u=(?P<u>\\w+) n=(?P<n>\\w+)', replace: '{{ ToUpper .Value }}'}}, {labels: {u: }}] | u=a n=b | {app=\"web\", u=\"A\"} u=A n=B",
        "[{replace: {expression: '((a)b)', replace: 'x'}}] | abab | {app=\"web\"} xx",
        "[{template: {source: new, template: '{{ .app }}-{{ .Entry }}'}}, {output: {source: new}}] | x | {app=\"web\"} web-x",
        "[{template: {source: app, template: '{{ if eq .Value \"web\" }}w{{ end }}'}}, {labels: {app: }}] | x | {app=\"w\"} x",
        "[{template: {source: app, template: ''}}, {labels: {b: app}}] | x | {app=\"web\"} x",
        "[{template: {source: app, template: '{{ ToUpper .none }}'}}, {labels: {b: app}}] | x | {app=\"web\", b=\"web\"} x",
        "[{pack: {labels: [app], ingest_timestamp: false}}] | x\"y | {} {\"app\":\"web\",\"_entry\":\"x\\\"y\"}",
        "[{match: {selector: '{app=\"web\"} |= \"er\"', stages: [{static_labels: {hit: y}}]}}] | error | {app=\"web\", hit=\"y\"} error",
        "[{match: {selector: '{app=~\"w.*\"} !~ \"e+\"', stages: [{static_labels: {hit: y}}]}}] | error | {app=\"web\"} error",
        "[{docker: {}}] | {\"log\":\"a\\u00e9\\n\",\"stream\":\"stderr\",\"time\":\"2026-01-02T03:04:05Z\"} | {app=\"web\", stream=\"stderr\"} aé",
        "[{cri: {}}, {json: {expressions: {l: level}}}, {labels: {l: }}] | 2026-01-02T03:04:05Z stdout F {\"level\":\"x\"} | {app=\"web\", l=\"x\", stream=\"stdout\"} {\"level\":\"x\"}",
      })
  void changesEntries(String stages, String line, String expected) throws Exception {
    assertThat(run(stages, line)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[{drop: {expression: 'deb.g'}}] | debug | true",
        "[{drop: {expression: 'deb.g'}}] | info | false",
        "[{drop: {longer_than: 3}}] | abcd | true",
        "[{drop: {longer_than: 4}}] | abcd | false",
        "[{drop: {expression: a, longer_than: 10}}] | abcd | false",
        "[{drop: {source: app, value: web}}] | x | true",
        "[{drop: {source: [app, app], value: 'web;web'}}] | x | true",
        "[{drop: {source: [app, none]}}] | x | false",
        "[{match: {selector: '{app=\"web\"}', action: drop}}] | x | true",
        "[{match: {selector: '{app!=\"web\"}', action: drop}}] | x | false",
        "[{sampling: {rate: 0}}] | x | true",
        "[{json: {expressions: {a: }, drop_malformed: true}}] | x | true",
      })
  void dropsAndCounts(String stages, String line, boolean isDropped) throws Exception {
    assertThat(run(stages, line)).hasSize(isDropped ? 0 : 1);
    assertThat(this.stages.dropped).hasSize(isDropped ? 1 : 0);
  }

  @Test
  void joinsLinesOfABlock() throws Exception {
    assertThat(run("[{multiline: {firstline: '^\\S'}}]", "a", " b", " c", "d"))
        .containsExactly("{app=\"web\"} a\n b\n c", "{app=\"web\"} d");
  }

  @Test
  void endsABlockAtItsLongest() throws Exception {
    assertThat(run("[{multiline: {firstline: '^\\S', max_lines: 2}}]", "a", " b", " c"))
        .containsExactly("{app=\"web\"} a\n b", "{app=\"web\"}  c");
  }

  @Test
  void limitsLines() throws Exception {
    assertThat(run("[{limit: {rate: 1, burst: 2, drop: true}}]", "a", "b", "c")).hasSize(2);
    assertThat(this.stages.dropped).containsExactly("ratelimit_drop_stage");
  }

  @Test
  void removesColours() throws Exception {
    assertThat(run("[{decolorize: {}}]", "\u001b[1;31mred\u001b[0m plain"))
        .containsExactly("{app=\"web\"} red plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "RFC3339 | 2026-03-04T05:06:07.5+01:00 | 2026-03-04T04:06:07.5Z",
        "RFC3339Nano | 2026-03-04T05:06:07.123456789Z | 2026-03-04T05:06:07.123456789Z",
        "Unix | 1767323045 | 2026-01-02T03:04:05Z",
        "Unix | 1767323045.25 | 2026-01-02T03:04:05.25Z",
        "UnixMs | 1767323045123 | 2026-01-02T03:04:05.123Z",
        "UnixUs | 1767323045123456 | 2026-01-02T03:04:05.123456Z",
        "UnixNs | 1767323045123456789 | 2026-01-02T03:04:05.123456789Z",
        "ANSIC | Fri Jan  2 03:04:05 2026 | 2026-01-02T03:04:05Z",
        "RFC1123 | Fri, 02 Jan 2026 03:04:05 GMT | 2026-01-02T03:04:05Z",
        "RFC1123Z | Fri, 02 Jan 2026 03:04:05 -0500 | 2026-01-02T08:04:05Z",
        "RFC850 | Friday, 02-Jan-26 03:04:05 UTC | 2026-01-02T03:04:05Z",
        "2006-01-02 15:04:05 | 2026-01-02 03:04:05,678 | 2026-01-02T03:04:05.678Z",
        "2006-01-02 15:04:05.000 | 2026-01-02 03:04:05.678 | 2026-01-02T03:04:05.678Z",
        "02/Jan/2006:15:04:05 -0700 | 02/jan/2026:03:04:05 +0200 | 2026-01-02T01:04:05Z",
        "1/2/06 3:04 PM | 1/2/26 3:04 PM | 2026-01-02T15:04:00Z",
        "Jan _2 15:04:05 | Dec 31 23:59:59 | 2025-12-31T23:59:59Z",
        "2006 002 | 2026 032 | 2026-02-01T00:00:00Z",
      })
  void readsTimes(String format, String text, Instant expected) throws Exception {
    long[] time = new long[1];
    String stages =
        "[{regex: {expression: '(?P<t>.*)'}}, {timestamp: {source: t, format: '" + format + "'}}]";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    spec(stages)
        .create(entry -> time[0] = entry.timestampNanos(), this.stages.context())
        .accept(new LogEntry().begin(1, Labels.empty(), bytes, 0, bytes.length));
    assertThat(Instant.ofEpochSecond(0, time[0])).isEqualTo(expected);
  }

  @Test
  void holdsThePositionOfPiecesUntilTheyAreWhole() throws Exception {
    Progress progress = new Progress(0);
    List<Long> starts = new ArrayList<>();
    Pipeline pipeline =
        spec("[{cri: {}}]").create(entry -> starts.add(entry.start()), this.stages.context());
    byte[] piece = "2026-01-02T03:04:05Z stdout P:x a".getBytes(StandardCharsets.UTF_8);
    byte[] last = "2026-01-02T03:04:05Z stdout F b".getBytes(StandardCharsets.UTF_8);
    LogEntry entry = new LogEntry();
    pipeline.accept(entry.begin(1, Labels.empty(), piece, 0, piece.length).from(progress, 100));
    assertThat(pipeline.heldFrom(progress)).isEqualTo(100);
    pipeline.accept(entry.begin(1, Labels.empty(), last, 0, last.length).from(progress, 200));
    assertThat(pipeline.heldFrom(progress)).isEqualTo(Long.MAX_VALUE);
    assertThat(starts).containsExactly(100L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[{geoip: {db: x}}] | source: missing",
        "[{cri: {}, docker: {}}] | a map with one key",
        "[{nonsense: {}}] | unknown stage",
        "[{regex: {expression: '('}}] | not a regular expression",
        "[{json: {}}] | expected a map",
        "[{json: {expressions: {a: 'b[*]'}}}] | is not supported",
        "[{cri: {max_partial: 1}}] | unknown key",
        "[{match: {selector: 'app', stages: [{cri: {}}]}}] | expected {",
        "[{tenant: {}}] | exactly one of",
        "[{drop: {}}] | at least one of",
      })
  void refusesWhatCannotWork(String stages, String reason) {
    assertThatThrownBy(() -> spec(stages))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{lines_total: {type: Counter, config: {match_all: true, action: inc}}} => lines_total{app=\"web\"} 3.0",
        "{lines: {type: counter, config: {match_all: true, action: inc}}} => lines{app=\"web\"} 3.0",
        "{bytes_total: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: add}}} => bytes_total{app=\"web\"} 15.0",
        "{n_total: {type: Counter, source: n, config: {action: add}}} => n_total{app=\"web\"} 5.0",
        "{n_total: {type: Counter, source: n, config: {action: inc, value: '2'}}} => n_total{app=\"web\"} 1.0",
        "{d_total: {type: Counter, source: d, config: {action: add}}} => d_total{app=\"web\"} 0.25",
        "{g: {type: Gauge, source: n, config: {action: set}}} => g{app=\"web\"} 3.0",
        "{g: {type: Gauge, source: n, config: {action: inc}}} => g{app=\"web\"} 2.0",
        "{g: {type: Gauge, source: n, config: {action: dec}}} => g{app=\"web\"} -2.0",
        "{g: {type: Gauge, source: n, config: {action: sub}}} => g{app=\"web\"} -5.0",
        "{g: {type: Gauge, source: n, config: {action: add}}} => g{app=\"web\"} 5.0",
      })
  void countsAsPromtailDoes(String config, String expected) throws Exception {
    String stages = "[{logfmt: {mapping: {n: , d: }}}, {metrics: " + config + "}]";
    run(stages, "n=2", "n=3", "d=250ms x");
    assertThat(this.stages.samples()).containsExactly("promtail_custom_" + expected);
  }

  @Test
  void fillsTheBucketsOfAHistogram() throws Exception {
    run(
        "[{logfmt: {mapping: {n: }}}, {metrics: {h: {type: Histogram, prefix: my_, source: n,"
            + " config: {buckets: [1, 2]}}}}]",
        "n=1",
        "n=1.5",
        "n=7");
    assertThat(this.stages.samples())
        .containsExactly(
            "my_h_bucket{app=\"web\",le=\"1.0\"} 1",
            "my_h_bucket{app=\"web\",le=\"2.0\"} 2",
            "my_h_bucket{app=\"web\",le=\"+Inf\"} 3",
            "my_h_count{app=\"web\"} 3",
            "my_h_sum{app=\"web\"} 9.5");
  }

  @Test
  void forgetsSeriesThatAreIdle() {
    AtomicLong nanos = new AtomicLong();
    CustomMetrics custom = new CustomMetrics(nanos::get);
    CustomMetrics.Metric metric =
        new CustomMetrics.Metric("a_total", "a", CustomMetrics.Type.COUNTER, 1_000, List.of());
    custom.record(metric, Labels.of("x", "1", "__y__", "2"), CustomMetrics.Action.INC, 1);
    nanos.set(1_000);
    assertThat(custom.collect().size()).isEqualTo(1);
    assertThat(custom.collect().size()).isZero();
  }

  @Test
  void neverLowersACounter() throws Exception {
    run(
        "[{logfmt: {mapping: {n: }}}, {metrics: {n_total: {type: Counter, config: {action: add}, source: n}}}]",
        "n=3",
        "n=-2");
    assertThat(this.stages.samples()).containsExactly("promtail_custom_n_total{app=\"web\"} 3.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "{a: {type: Counter, config: {action: set}}} => expected one of",
        "{a: {type: Summary, config: {action: set}}} => expected Counter, Gauge or Histogram",
        "{a: {type: Counter, config: {action: inc, match_all: true, value: x}}} => every line counts",
        "{a: {type: Counter, config: {action: add, count_entry_bytes: true}}} => needs match_all",
        "{a-b: {type: Counter, config: {action: inc}}} => no name for a metric",
        "{a: {type: Histogram, config: {buckets: [2, 1]}}} => above the one before",
      })
  void refusesMetricsThatCannotBe(String config, String problem) {
    assertThatThrownBy(() -> spec("[{metrics: " + config + "}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void extractsTheLinesOfAWindowsEvent() throws Exception {
    assertThat(
            run(
                "[{regex: {expression: '(?s)^(?P<message>.*)$'}}, {eventlogmessage: {}},"
                    + " {labels: {Subject_Name: , app_extracted: }}, {static_labels: {z: z}}]",
                "Subject Name: bob\r\nno pair\r\napp: other"))
        .containsExactly(
            "{Subject_Name=\"bob\", app=\"web\", app_extracted=\"other\", z=\"z\"} Subject Name:"
                + " bob\r\nno pair\r\napp: other");
    assertThat(run("[{eventlogmessage: {}}]", "x")).containsExactly("{app=\"web\"} x");
  }

  @Test
  void loadsAConfigWithEveryStage() throws Exception {
    String all =
        """
        [{cri: {}}, {docker: {}}, {container: {}}, {json: {expressions: {a: b}}},
         {regex: {expression: x}}, {logfmt: {mapping: {a: b}}},
         {timestamp: {source: a, format: RFC3339}}, {output: {source: a}}, {labels: {a: }},
         {labelallow: [a]}, {labeldrop: [a]}, {static_labels: {a: b}},
         {structured_metadata: {a: }}, {tenant: {value: a}},
         {template: {source: a, template: '{{ .Value }}'}}, {replace: {expression: '(a)'}},
         {drop: {expression: a}}, {limit: {rate: 1, burst: 1}}, {sampling: {rate: 1}},
         {multiline: {firstline: a}}, {pack: {labels: [a]}}, {decolorize: {}},
         {eventlogmessage: {}},
         {metrics: {a: {type: Counter, config: {action: inc}}}},
         {match: {selector: '{a="b"}', stages: [{decolorize: {}}]}}]
        """;
    assertThat(spec(all.replace("\n", " ")).stages()).hasSize(25);
  }

  @Test
  void tellsWhatEachStageChanges() throws Exception {
    List<String> told = new ArrayList<>();
    PipelineSpec watched =
        ConfigFile.parse(
                "test.yaml",
                "stages: [{replace: {expression: '(b)', replace: x}}, {drop: {expression: x}}]",
                ConfigFile.Options.STRICT,
                root ->
                    new StageParser(1 << 18, new StageInspector(told::add))
                        .parse(root.node("stages")))
            .config();
    byte[] line = {'a', 'b'};
    watched
        .create(_ -> {}, this.stages.context())
        .accept(new LogEntry().begin(StageRun.READ_NANOS, Labels.of("app", "web"), line, 0, 2));
    assertThat(told)
        .containsExactly(
            "[inspect: replace stage]:\nEntry.Line\n\t-: ab\n\t+: ax",
            "[inspect: drop stage]: withheld or dropped: ax");
  }
}
