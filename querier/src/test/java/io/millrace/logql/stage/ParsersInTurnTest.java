package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a parser makes of labels that stages before it have set. */
class ParsersInTurnTest {
  private static LineRun run(String stages, Wanted wanted, String line) {
    LogQuery query = (LogQuery) Parser.parse("{app=\"a\"} | " + stages);
    Pipeline pipeline = Pipeline.compile(query.stages(), null, wanted);
    LineRun run = pipeline.newRun();
    run.stream(Labels.of("app", "a"));
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    run.line(0, bytes, 0, bytes.length, Labels.empty());
    assertThat(pipeline.apply(run)).isTrue();
    return run;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "label_format a=\"x\" | logfmt; a=1 b=2; {a=\"x\", app=\"a\", b=\"2\"}",
        "label_format c=a | logfmt; a=1 c=2; {a=\"1\", app=\"a\", c=\"2\"}",
        "logfmt | label_format b=a | logfmt; a=1 b=2; {app=\"a\", b=\"1\"}",
        "label_format a=\"x\" | json; {\"a\":1,\"b\":2}; {a=\"x\", app=\"a\", b=\"2\"}",
        "label_format a=\"x\" | json a=\"a\"; {\"a\":1}; {a=\"1\", app=\"a\"}",
        "json a=\"none\" | json; {\"a\":1,\"b\":2}; {a=\"\", app=\"a\", b=\"2\"}",
        "logfmt a=\"none\" | pattern \"<_>=<a>\"; x=1; {a=\"\", app=\"a\"}",
        "label_format a=\"x\" | regexp \"(?P<a>\\\\d)(?P<b>\\\\d)\"; 12; {a=\"x\", app=\"a\", b=\"2\"}",
        "label_format a=\"x\" | unpack; {\"_entry\":\"l\",\"a\":\"1\",\"b\":\"2\"}; {a=\"x\", app=\"a\", b=\"2\"}",
        "unpack; {\"_entry\":\"l\",\"b\":\"1\",\"b\":\"2\"}; {app=\"a\", b=\"2\"}",
        "label_format app=\"x\" | logfmt; app=1; {app=\"x\", app_extracted=\"1\"}",
      })
  void whatIsSetStays(String stages, String line, String labels) {
    assertThat(run(stages, Wanted.ALL, line).labels().all().toString()).isEqualTo(labels);
  }

  @ParameterizedTest
  @CsvSource({
    "'a', false, ''",
    "'a b', false, JSONParserErr",
    "'a app', false, JSONParserErr",
    "'a app_extracted', false, JSONParserErr",
    "'a', true, JSONParserErr",
  })
  void aLineOfWhichNothingMoreIsWantedIsNotParsed(String names, boolean keepsErrors, String error) {
    Wanted wanted = new Wanted(Set.of(names.split(" ")), keepsErrors);
    assertThat(run("logfmt | json", wanted, "a=1 c=2").error()).isEqualTo(error);
  }
}
