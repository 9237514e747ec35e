package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConformanceTest {
  /** Cases where we differ on purpose; the reasons stand in the module's README. */
  private static final Set<String> DIFFERENT_ON_PURPOSE =
      Set.of(
          "decolorize-002",
          "label-filters-012",
          "limits-011",
          "limits-030",
          "limits-031",
          "limits-032");

  private static final List<String> CATEGORIES =
      List.of(
          "approx-topk",
          "binop",
          "boundaries",
          "decolorize",
          "detected",
          "detected-level",
          "drop-keep",
          "format-query",
          "index-stats",
          "instant",
          "json",
          "label-filters",
          "label-format",
          "label-replace",
          "labels",
          "limits",
          "line-filters",
          "line-format",
          "logfmt",
          "metadata",
          "parse-errors",
          "pattern",
          "patterns",
          "range-agg",
          "regexp",
          "runtime-errors",
          "selectors",
          "series",
          "time-params",
          "unpack",
          "variants",
          "vector-agg",
          "volume");

  private static final ColumnarChunkFormat PLAIN =
      ColumnarChunkFormat.forPacks().withBlockBytes(4096);

  /** Without compression, as templates would not pay for so few lines otherwise. */
  private static final ColumnarChunkFormat TEMPLATED =
      ColumnarChunkFormat.forPacks()
          .withCompression(new ColumnarCompression.None())
          .withTemplates(true);

  @TempDir private static Path directory;

  private static LokiServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new LokiServer(directory.resolve("plain"), PLAIN);
    server.pushDataSet();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static List<String> categories() {
    return CATEGORIES;
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("categories")
  void answersAsLokiDoes(String category) throws Exception {
    check(category);
  }

  @Order(2)
  @Test
  void answersTheSameAfterAFlush() throws Exception {
    server.flush();
    for (String category : CATEGORIES) {
      check(category);
    }
  }

  @Order(3)
  @Test
  void answersTheSameFromTemplates() throws Exception {
    try (LokiServer templated = new LokiServer(directory.resolve("templated"), TEMPLATED)) {
      templated.pushDataSet();
      templated.flush();
      int[] blocks = templated.blocks();
      assertThat(blocks[1]).as("of %d blocks", blocks[0]).isGreaterThan(blocks[0] / 2);
      for (String category : CATEGORIES) {
        check(templated, category);
      }
    }
  }

  private static void check(String category) throws Exception {
    check(server, category);
  }

  private static void check(LokiServer server, String category) throws Exception {
    List<String> differences = new ArrayList<>();
    Set<String> different = new TreeSet<>();
    Set<String> expected = new TreeSet<>();
    List<ConformanceCase> cases = ConformanceCase.ofCategory(category);
    for (ConformanceCase item : cases) {
      if (DIFFERENT_ON_PURPOSE.contains(item.id())) {
        expected.add(item.id());
      }
      String difference = AnswerComparison.difference(item, server.send(item));
      if (difference != null) {
        different.add(item.id());
        differences.add(item + "\n    " + difference);
      }
    }
    assertThat(different)
        .as(
            "%s: %d of %d cases: %s",
            category, cases.size() - different.size(), cases.size(), differences)
        .isEqualTo(expected);
  }
}
