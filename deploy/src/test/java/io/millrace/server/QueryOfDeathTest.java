package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries made to bring a server down end within their limits, and others are served meanwhile. */
class QueryOfDeathTest {
  private static final int LINES = 20_000;
  private static final int LINES_IN_PUSH = 1_000;

  @TempDir private Path directory;
  private RunningServer server;
  private long start;

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(
            directory,
            """
            auth_enabled: false
            limits_config: {ingestion_rate_mb: 100, ingestion_burst_size_mb: 100,
              per_stream_rate_limit: 100MB, per_stream_rate_limit_burst: 100MB, query_timeout: 20s}
            """);
    start = RunningServer.now() - Duration.ofMinutes(1).toNanos();
    String many = "x".repeat(400);
    for (int first = 0; first < LINES; first += LINES_IN_PUSH) {
      List<String> lines =
          IntStream.range(first, first + LINES_IN_PUSH)
              .mapToObj(i -> "id=" + i + " text=" + many + "z")
              .toList();
      assertThat(server.push("{\"app\":\"death\"}", start + first, lines).statusCode())
          .isEqualTo(204);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRegexThatWouldBacktrackForEverTakesLinearTime() throws Exception {
    HttpResponse<String> response = besideOthers("{app=~\".+\"} |~ \"(x+x+)+y\"");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"result\":[]");
  }

  @Test
  void aCountOfYearsIsRefusedOrAnswered() throws Exception {
    HttpResponse<String> response = besideOthers("count_over_time({app=\"death\"}[1000d])");
    assertThat(response.statusCode()).isIn(200, 400);
    if (response.statusCode() == 400) {
      assertThat(response.body()).contains("the query time range exceeds the limit");
    } else {
      assertThat(response.body()).contains("\"" + LINES + "\"");
    }
  }

  @Test
  void moreSeriesThanAllowedAreRefused() throws Exception {
    HttpResponse<String> response = besideOthers("count_over_time({app=\"death\"} | logfmt [5m])");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("maximum number of series (500) reached");
  }

  @Test
  void theTopOfVeryManySeriesIsFound() throws Exception {
    HttpResponse<String> response =
        besideOthers("topk(3, sum by (id) (count_over_time({app=\"death\"} | logfmt [5m])))");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body().split("\"metric\"", -1)).hasSizeBetween(2, 11);
  }

  @Test
  void aQueryOfThousandsOfLevelsIsRefused() throws Exception {
    HttpResponse<String> response =
        besideOthers("(".repeat(20_000) + "rate({app=\"death\"}[1m])" + ")".repeat(20_000));
    assertThat(response.statusCode()).isIn(400, 414);
  }

  /** Asks, while a second client asks for a few lines again and again. */
  private HttpResponse<String> besideOthers(String query) throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Integer>> others = executor.submit(() -> askUntil(running));
      HttpResponse<String> response;
      try {
        response = ask(query);
      } finally {
        running.set(false);
      }
      assertThat(others.get()).isNotEmpty().containsOnly(200);
      return response;
    }
  }

  private List<Integer> askUntil(AtomicBoolean running) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    do {
      statuses.add(ask("{app=\"death\"} |= \"id=17 \"").statusCode());
    } while (running.get());
    return statuses;
  }

  private HttpResponse<String> ask(String query) throws Exception {
    long end = start + Duration.ofMinutes(2).toNanos();
    return server.post(
        "/loki/api/v1/query_range",
        "query=%s&start=%d&end=%d&step=60"
            .formatted(RunningServer.encoded(query), start, end)
            .getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }
}
