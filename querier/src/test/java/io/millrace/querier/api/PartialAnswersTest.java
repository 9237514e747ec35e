package io.millrace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.labels.Labels;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.ScanPool;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGate;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.ReadContext;
import io.millrace.store.StreamBlocks;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a store one part of which is away. */
class PartialAnswersTest {
  private static final String WARNING = "no answer from ingester http://a:3100 (é)";
  private static final String HEADER = "X-Millrace-Warnings";

  private final ScanPool pool = ScanPool.ofCores();
  private final HttpClient client = HttpClient.newHttpClient();
  private boolean isPartial = true;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    LogReader store =
        new LogReader() {
          @Override
          public List<StreamBlocks> select(
              String tenant, List<LabelMatcher> matchers, long start, long end) {
            throw new AssertionError("a look that does not listen");
          }

          @Override
          public List<StreamBlocks> select(
              String tenant,
              List<LabelMatcher> matchers,
              long start,
              long end,
              ReadContext context) {
            warn(context);
            return List.of();
          }

          @Override
          public List<Labels> series(
              String tenant, List<LabelMatcher> matchers, long start, long end) {
            throw new AssertionError("a look that does not listen");
          }

          @Override
          public List<Labels> series(
              String tenant,
              List<LabelMatcher> matchers,
              long start,
              long end,
              ReadContext context) {
            warn(context);
            return List.of(Labels.of("app", "web"));
          }

          private void warn(ReadContext context) {
            if (isPartial) {
              context.warn(WARNING);
            }
          }
        };
    ApiContext api =
        new ApiContext(
            new Engine(store, pool),
            store,
            _ -> "t",
            _ -> QuerierLimits.DEFAULT,
            QueryGate.open(),
            InstantSource.system());
    server =
        HttpServer.start(
            HttpServerOptions.listeningOn("127.0.0.1", 0),
            Routes.builder()
                .addAll(new LabelRoutes(api).routes())
                .addAll(new IndexRoutes(api).routes())
                .addAll(new VolumeRoutes(api).routes())
                .addAll(new PatternRoutes(api).routes())
                .addAll(new DetectedFieldRoutes(api).routes())
                .addAll(new QueryRoutes(api).routes())
                .build(),
            new HttpMetrics(new PrometheusRegistry(), "loki"));
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow();
    server.close(Duration.ofSeconds(5));
    pool.close();
  }

  private HttpResponse<String> get(String target) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + target);
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/loki/api/v1/labels",
        "/loki/api/v1/label/app/values",
        "/loki/api/v1/series?match=%7Bapp=%22web%22%7D",
        "/loki/api/v1/index/volume?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/index/volume_range?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/patterns?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/query_range?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/query?query=count_over_time(%7Bapp=%22web%22%7D%5B1m%5D)",
      })
  void tellsInAFieldWhatIsMissing(String target) throws Exception {
    JsonNode partial = new ObjectMapper().readTree(get(target).body());
    assertThat(partial.at("/status").asText()).isEqualTo("success");
    assertThat(partial.at("/warnings")).hasSize(1);
    assertThat(partial.at("/warnings/0").asText()).isEqualTo(WARNING);
    isPartial = false;
    assertThat(new ObjectMapper().readTree(get(target).body()).has("warnings")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/loki/api/v1/index/stats?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/detected_labels",
        "/loki/api/v1/detected_fields?query=%7Bapp=%22web%22%7D",
        "/loki/api/v1/detected_field/status/values?query=%7Bapp=%22web%22%7D",
        "/api/prom/label",
        "/api/prom/label/app/values",
        "/api/prom/query?query=%7Bapp=%22web%22%7D",
      })
  void tellsInAHeaderWhereClientsExpectABareObject(String target) throws Exception {
    HttpResponse<String> partial = get(target);
    assertThat(partial.headers().firstValue(HEADER)).contains(WARNING.replace('é', '?'));
    assertThat(new ObjectMapper().readTree(partial.body()).has("warnings")).isFalse();
    isPartial = false;
    assertThat(get(target).headers().firstValue(HEADER)).isEmpty();
  }

  @Test
  void hasNoHeaderWhereThereIsAField() throws Exception {
    assertThat(get("/loki/api/v1/labels").headers().firstValue(HEADER)).isEqualTo(Optional.empty());
  }
}
