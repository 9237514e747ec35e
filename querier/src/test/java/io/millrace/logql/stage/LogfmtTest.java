package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What logfmt stages make of single lines. */
class LogfmtTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // A key may be named as the label that becomes of it.
        "logfmt ip=\"client_ip\" | client.ip=10.0.0.1 | {ip=\"10.0.0.1\"}",
        "logfmt client_ip | client.ip=10.0.0.1 | {client_ip=\"10.0.0.1\"}",
        "logfmt x=\"x_y\" | x-y=1 x_y=2 | {x=\"2\"}",
        "logfmt x=\"_1a\" | 1a=b | {x=\"b\"}",
        "logfmt x=\"_n_\" | ünï=cödé | {x=\"cödé\"}",
        "logfmt x=\"client_ip\" | clientxip=1 | {x=\"\"}",
        // Of two keys for one label the later one counts, of two values the one later in the line.
        "logfmt x=\"b\", x=\"a\" | a=1 b=2 | {x=\"1\"}",
        "logfmt x=\"a\" | a=1 a=2 | {x=\"2\"}",
        // A bad quoted value ends at its quote.
        "logfmt | a=\"\\x\"b=2 c=3 | {b=\"2\", c=\"3\"}",
        "logfmt --keep-empty | a=\"\\x\"b c=3 | {b=\"\", c=\"3\"}",
        "logfmt | a=\"\\'\" b=2 | {a=\"'\", b=\"2\"}",
        "logfmt | a=\"x\\ud83dy\\ud83d\\ude00\" b=2 | {a=\"x y😀\", b=\"2\"}",
        "logfmt | a=\"t\\u0041\u0007\" b=2 | {a=\"tA\\a\", b=\"2\"}",
      })
  void readsLines(String stage, String line, String labels) {
    LogQuery query = (LogQuery) Parser.parse("{app=\"a\"} | " + stage);
    Pipeline pipeline = Pipeline.compile(query.stages(), null, Wanted.ALL);
    LineRun run = pipeline.newRun();
    run.stream(Labels.empty());
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    run.line(0, bytes, 0, bytes.length, Labels.empty());
    assertThat(pipeline.apply(run)).isTrue();
    assertThat(run.labels().all().toString()).isEqualTo(labels);
  }
}
