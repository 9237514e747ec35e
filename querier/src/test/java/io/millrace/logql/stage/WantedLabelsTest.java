package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Parsers stop at the last label that somebody wants, not before. */
class WantedLabelsTest {
  private static final List<String> NAMES = List.of("a_extracted", "b");

  private static LabelSet parse(String parser, String text, Labels metadata) {
    LogQuery query = (LogQuery) Parser.parse("{a=\"s\"} | " + parser);
    Wanted wanted = new Wanted(Set.copyOf(NAMES), false);
    Pipeline pipeline = Pipeline.compile(query.stages(), null, wanted);
    LineRun run = pipeline.newRun();
    run.stream(Labels.of("a", "s"));
    byte[] line = text.getBytes(StandardCharsets.UTF_8);
    run.line(0, line, 0, line.length, metadata);
    assertThat(pipeline.apply(run)).isTrue();
    return run.labels(NAMES);
  }

  @Test
  void labelThatMetadataAndLineHaveCountsOnce() {
    Labels metadata = Labels.of("a_extracted", "m");
    LabelSet expected = LabelSet.of("a_extracted", "1", "b", "2");
    assertThat(parse("json", "{\"a\":1,\"b\":2}", metadata)).isEqualTo(expected);
    assertThat(parse("logfmt", "a=1 b=2", metadata)).isEqualTo(expected);
  }

  @Test
  void whatComesBehindTheLastWantedLabelIsNotParsed() {
    LabelSet expected = LabelSet.of("a_extracted", "1", "b", "2");
    assertThat(parse("json", "{\"a\":1,\"b\":2,oops", Labels.empty())).isEqualTo(expected);
  }
}
