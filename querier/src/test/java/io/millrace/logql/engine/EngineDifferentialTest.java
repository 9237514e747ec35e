package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.syntax.Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The engine and a simple evaluator agree on random pipelines over random lines. */
class EngineDifferentialTest {
  private static final int RUNS = Integer.getInteger("millrace.differential.runs", 3_000);
  private static final ScanPool POOL = new ScanPool(2);

  @AfterAll
  static void stop() {
    POOL.close();
  }

  /** Whole lines for some seeds, lines taken apart for others. */
  private static MemoryStore store(RandomQueries queries, long seed) {
    MemoryStore store = queries.store();
    return seed % 2 == 0 ? store : store.templated(batch -> new TemplatedLines(batch, seed));
  }

  private static QueryResult run(
      MemoryStore store, String query, long end, long step, Direction direction, boolean instant)
      throws IOException {
    QueryRequest request =
        new QueryRequest("t", Parser.parse(query), 0, end, step, 0, direction, 0, instant);
    QueryContext context = new QueryContext(QueryLimits.DEFAULT);
    return new Engine(store, POOL).execute(request, context);
  }

  @Test
  void findsTheSameLines() throws IOException {
    for (long seed = 0; seed < RUNS; seed++) {
      RandomQueries queries = new RandomQueries(seed);
      MemoryStore store = store(queries, seed);
      queries.pipeline();
      String query = "{app=\"a\"}" + queries.text();
      List<String> want = new ArrayList<>();
      for (ReferenceEvaluator.Passed line :
          ReferenceEvaluator.lines(queries.entries(), queries.steps())) {
        want.add(line.timestamp() + " " + line.line() + " " + line.labels());
      }
      Direction direction = seed % 4 < 2 ? Direction.FORWARD : Direction.BACKWARD;
      List<String> got = new ArrayList<>();
      QueryResult result = run(store, query, Long.MAX_VALUE / 2, 1, direction, false);
      for (QueryResult.LogLine line : ((QueryResult.Lines) result).lines()) {
        got.add(line.timestampNanos() + " " + line.line() + " " + map(line.labels().all()));
      }
      assertThat(got).as("seed %d: %s", seed, query).containsExactlyInAnyOrderElementsOf(want);
      List<String> times = got.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
      List<String> sorted = new ArrayList<>(times);
      sorted.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
      assertThat(times)
          .as("order of seed %d", seed)
          .isEqualTo(direction == Direction.FORWARD ? sorted : sorted.reversed());
    }
  }

  private static Map<String, String> map(LabelSet labels) {
    Map<String, String> map = new TreeMap<>();
    labels.forEach(map::put);
    return map;
  }

  @Test
  void countsTheSameLines() throws IOException {
    for (long seed = 0; seed < RUNS; seed++) {
      RandomQueries queries = new RandomQueries(seed);
      MemoryStore store = store(queries, seed);
      queries.pipeline();
      long second = 1_000_000_000L;
      long end = 300 * second;
      long range = (1 + seed % 90) * second;
      long step = (1 + seed % 40) * second;
      String by = new String[] {"pod", "level", "pod, trace"}[(int) (seed % 3)];
      String window = queries.text() + " [" + (1 + seed % 90) + "s]";
      String query = "sum by (" + by + ") (count_over_time({app=\"a\"}" + window + "))";
      List<ReferenceEvaluator.Passed> lines =
          ReferenceEvaluator.lines(queries.entries(), queries.steps());
      Map<String, Double> want = new TreeMap<>();
      for (long time = 0; time <= Math.ceilDiv(end, step) * step; time += step) {
        for (ReferenceEvaluator.Passed line : lines) {
          if (line.timestamp() > time - range && line.timestamp() <= time) {
            want.merge(time + " " + group(line.labels(), by), 1.0, Double::sum);
          }
        }
      }
      Map<String, Double> got = new TreeMap<>();
      QueryResult result = run(store, query, end, step, Direction.FORWARD, false);
      for (QueryResult.Series series : ((QueryResult.Matrix) result).series()) {
        for (QueryResult.Point point : series.points()) {
          got.put(point.timestampNanos() + " " + map(series.labels()), point.value());
        }
      }
      assertThat(got).as("seed %d: %s", seed, query).isEqualTo(want);
    }
  }

  private static Map<String, String> group(Map<String, String> labels, String by) {
    Map<String, String> group = new TreeMap<>();
    for (String name : by.split(", ", -1)) {
      String value = labels.getOrDefault(name, "");
      if (!value.isEmpty()) {
        group.put(name, value);
      }
    }
    return group;
  }
}
