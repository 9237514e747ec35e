package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManyKeysTest {
  @Test
  void keepsLabelsApartWhenEveryLineHasNewKeys() {
    LogQuery query = (LogQuery) Parser.parse("{app=\"a\"} | json | x=\"1\"");
    Pipeline pipeline = Pipeline.compile(query.stages(), null, Wanted.ALL);
    LineRun run = pipeline.newRun();
    run.stream(Labels.of("app", "a"));
    for (int i = 0; i < 70_000; i++) {
      byte[] line =
          "{\"k%d\":%d,\"x\":1,\"app\":\"b\",\"o%d\":{\"y\":2}}"
              .formatted(i, i, i)
              .getBytes(StandardCharsets.UTF_8);
      run.line(i, line, 0, line.length, Labels.empty());
      assertThat(pipeline.apply(run)).isTrue();
      if (i % 1000 == 0) {
        assertThat(run.labels().all().toString())
            .isEqualTo(
                "{app=\"a\", app_extracted=\"b\", k%d=\"%d\", o%d_y=\"2\", x=\"1\"}"
                    .formatted(i, i, i));
      }
    }
  }
}
