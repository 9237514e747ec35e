package io.millrace.logql.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import io.millrace.labels.Labels;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Parsers expect the keys of the line before: what they find does not depend on it. */
class KeyOrderTest {
  private static final String[] KEYS = {
    "a", "ab", "abcdefgh", "abcdefghi", "", "a\\\"b", "\\u0061", "a\\\\", "ü", "trace_id"
  };
  private static final String[] VALUES = {
    "1",
    "-2.5",
    "\"x\"",
    "\"long enough for two words\"",
    "\"q\\\"uote\"",
    "\"\\\\\"",
    "null",
    "true",
    "[1,\"]\"]",
    "{\"a\":\"}\"}",
    "\"",
    "tru"
  };

  @Test
  void aRunThatHasSeenOtherObjectsReadsAsAFreshOne() {
    qt().withExamples(500)
        .forAll(integers().all())
        .checkAssert(seed -> check("json", seed, KeyOrderTest::object));
  }

  @Test
  void aRunThatHasSeenOtherPairsReadsAsAFreshOne() {
    qt().withExamples(500)
        .forAll(integers().all())
        .checkAssert(seed -> check("logfmt", seed, KeyOrderTest::pairs));
  }

  private interface LineMaker {
    String line(Random random);
  }

  private static void check(String parser, int seed, LineMaker lines) {
    Random random = new Random(seed);
    LogQuery query = (LogQuery) Parser.parse("{app=\"a\"} | " + parser);
    Pipeline pipeline = Pipeline.compile(query.stages(), null, Wanted.ALL);
    LineRun used = pipeline.newRun();
    used.stream(Labels.of("app", "a"));
    for (int i = 0; i < 20; i++) {
      String line = lines.line(random);
      LineRun fresh = pipeline.newRun();
      fresh.stream(Labels.of("app", "a"));
      assertThat(labels(pipeline, used, line)).as(line).isEqualTo(labels(pipeline, fresh, line));
    }
  }

  private static String labels(Pipeline pipeline, LineRun run, String text) {
    byte[] line = text.getBytes(StandardCharsets.UTF_8);
    run.line(0, line, 0, line.length, Labels.empty());
    assertThat(pipeline.apply(run)).isTrue();
    return run.labels().all().toString();
  }

  private static String object(Random random) {
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      members.add("\"%s\":%s".formatted(pick(KEYS, random), pick(VALUES, random)));
    }
    String separator = random.nextInt(10) == 0 ? " , " : ",";
    return members.stream().collect(Collectors.joining(separator, "{", "}"));
  }

  private static String pairs(Random random) {
    List<String> pairs = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      pairs.add(pick(KEYS, random) + "=" + pick(VALUES, random));
    }
    return String.join(" ", pairs);
  }

  private static String pick(String[] choices, Random random) {
    return choices[random.nextInt(choices.length)];
  }
}
