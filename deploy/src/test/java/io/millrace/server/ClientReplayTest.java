package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Grafana, Logs Drilldown, logcli and shippers send, and what they look at in the answers. */
class ClientReplayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] DRILLDOWN = {
    "X-Query-Tags", "Source=grafana-lokiexplore-app", "X-Grafana-Org-Id", "1"
  };
  private static final String[] BACKEND = {
    "X-Loki-Response-Encoding-Flags", "categorize-labels", "X-Query-Tags", "Source=datasample"
  };

  @TempDir private Path directory;
  private RunningServer server;
  private final long now = RunningServer.now();
  private final String range = "&start=" + (now - 3_600_000_000_000L) + "&end=" + (now + 1_000_000);
  private final String iso =
      "&start="
          + Instant.ofEpochMilli(now / 1_000_000 - 3_600_000)
          + "&end="
          + Instant.ofEpochMilli(now / 1_000_000 + 1);

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(directory, "auth_enabled: false\n");
    String body =
        """
        {"streams":[{"stream":{"app":"shop","env":"prod"},"values":[
          ["%d","{\\"level\\":\\"error\\",\\"http\\":{\\"status\\":500},\\"took\\":\\"12ms\\"}",{"trace_id":"ab12"}],
          ["%d","level=info status=200 took=5ms"]]}]}
        """
            .formatted(now - 2_000_000_000L, now - 1_000_000_000L);
    assertThat(
            server
                .post(
                    "/loki/api/v1/push",
                    body.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(204);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode json(String pathAndQuery, String... headers) throws Exception {
    HttpResponse<String> response = server.get(pathAndQuery, headers);
    assertThat(response.statusCode()).as(pathAndQuery + " " + response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .as(pathAndQuery)
        .startsWith("application/json");
    return JSON.readTree(response.body());
  }

  private static String q(String query) {
    return "query=" + RunningServer.encoded(query);
  }

  // Grafana.

  @Test
  void grafanaSavesAndTestsTheDataSource() throws Exception {
    JsonNode answer =
        json(
            "/loki/api/v1/query?direction=backward&query=vector%281%29%2Bvector%281%29"
                + "&time=4000000000",
            BACKEND);
    assertThat(answer.at("/data/resultType").asText()).isEqualTo("vector");
    assertThat(answer.at("/data/result")).hasSize(1);
    assertThat(answer.at("/data/result/0/metric")).isEmpty();
    assertThat(answer.at("/data/result/0/value").toString()).isEqualTo("[4000000000,\"2\"]");
  }

  @Test
  void exploreShowsLinesWithTheirLabelsApart() throws Exception {
    JsonNode answer =
        json(
            "/loki/api/v1/query_range?direction=backward&limit=1000&step=15000ms&"
                + q("{app=\"shop\"} | json | drop __error__, __error_details__")
                + range,
            BACKEND);
    // Grafana's parser reads members as they come.
    List<String> members = List.copyOf(iterable(answer.path("data")));
    assertThat(members.indexOf("encodingFlags")).isLessThan(members.indexOf("result"));
    JsonNode stream = answer.at("/data/result/0");
    assertThat(List.copyOf(iterable(stream))).containsExactly("stream", "values");
    assertThat(stream.path("stream").has("trace_id")).isFalse();
    assertThat(stream.path("values").get(0)).hasSize(3);
    assertThat(answer.toString()).contains("\"structuredMetadata\":{\"detected_level\":\"error\"");
    assertThat(answer.at("/data/stats/summary/totalBytesProcessed").isNumber()).isTrue();
    assertThat(answer.at("/data/stats/summary/execTime").isNumber()).isTrue();
  }

  private static List<String> iterable(JsonNode object) {
    return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  @Test
  void exploreDrawsTheVolumeOfLogs() throws Exception {
    JsonNode answer =
        json(
            "/loki/api/v1/query_range?direction=backward&step=60000ms&"
                + q(
                    "sum by (level, detected_level) (count_over_time({app=\"shop\"} | drop"
                        + " __error__[1m]))")
                + range,
            "X-Loki-Response-Encoding-Flags",
            "categorize-labels",
            "X-Query-Tags",
            "Source=logvolhist");
    assertThat(answer.at("/data/resultType").asText()).isEqualTo("matrix");
    assertThat(answer.at("/data").has("encodingFlags")).isFalse();
    assertThat(answer.toString()).contains("\"detected_level\":\"error\"", "\"info\"");
    JsonNode point = answer.at("/data/result/0/values/0");
    assertThat(point.get(0).isNumber()).isTrue();
    assertThat(point.get(1).isTextual()).isTrue();
  }

  @Test
  void exploreCompletesQueries() throws Exception {
    assertThat(json("/loki/api/v1/labels?" + range.substring(1)).path("data").toString())
        .isEqualTo("[\"app\",\"env\",\"service_name\"]");
    assertThat(
            json("/loki/api/v1/label/env/values?" + q("{app=\"shop\"}") + range)
                .path("data")
                .toString())
        .isEqualTo("[\"prod\"]");
    assertThat(
            json("/loki/api/v1/series?match%5B%5D="
                    + RunningServer.encoded("{app=\"shop\"}")
                    + range)
                .at("/data/0/env")
                .asText())
        .isEqualTo("prod");
    JsonNode stats = json("/loki/api/v1/index/stats?" + q("{app=\"shop\"}") + range);
    assertThat(stats.path("streams").asInt()).isEqualTo(1);
    assertThat(stats.path("bytes").asInt()).isPositive();
    assertThat(
            server
                .get("/loki/api/v1/label/__stream_shard__/values?" + q("{app=\"shop\"}") + range)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void errorsAreTextThatGrafanaShows() throws Exception {
    HttpResponse<String> answer = server.get("/loki/api/v1/query_range?" + q("{app=") + range);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.body()).startsWith("parse error at line 1, col 6: ").doesNotEndWith("\n");
  }

  // Logs Drilldown.

  @Test
  void drilldownListsServicesFieldsAndPatterns() throws Exception {
    JsonNode limits = json("/loki/api/v1/drilldown-limits", DRILLDOWN);
    assertThat(limits.at("/limits/max_entries_limit_per_query").isInt()).isTrue();
    assertThat(limits.at("/limits/max_query_length").asText()).isEqualTo("30d1h");
    assertThat(limits.at("/limits/retention_period").asText()).isEqualTo("0s");
    assertThat(limits.at("/limits/max_query_bytes_read").asText()).isEqualTo("150GB");
    assertThat(limits.path("pattern_ingester_enabled").asBoolean()).isTrue();
    JsonNode services =
        json(
            "/loki/api/v1/index/volume?limit=5000&" + q("{service_name=~\".+\"}") + iso, DRILLDOWN);
    assertThat(services.at("/data/resultType").asText()).isEqualTo("vector");
    assertThat(services.at("/data/result/0/metric/service_name").asText()).isEqualTo("shop");
    assertThat(services.at("/data/result/0/value/1").isTextual()).isTrue();
    assertThat(json("/loki/api/v1/detected_labels?query=" + iso, DRILLDOWN).toString())
        .contains("{\"label\":\"env\",\"cardinality\":1}");
    JsonNode fields =
        json("/loki/api/v1/detected_fields?" + q("{service_name=`shop`}") + iso, DRILLDOWN);
    assertThat(fields.toString())
        .contains(
            "{\"label\":\"detected_level\",\"type\":\"string\",\"cardinality\":2,\"parsers\":null}")
        .contains("\"jsonPath\":[\"http\",\"status\"]");
    assertThat(
            json(
                    "/loki/api/v1/detected_field/detected_level/values?limit=1000&"
                        + q("{service_name=`shop`}")
                        + iso,
                    DRILLDOWN)
                .path("values"))
        .hasSize(2);
    JsonNode patterns =
        json("/loki/api/v1/patterns?step=10s&" + q("{service_name=`shop`}") + iso, DRILLDOWN);
    assertThat(patterns.path("data").isArray()).isTrue();
  }

  @Test
  void drilldownGetsPartOfTooManySeries() throws Exception {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      values.append(i == 0 ? "" : ",").append("[\"%d\",\"id=%d\"]".formatted(now - 5000 + i, i));
    }
    String body = "{\"streams\":[{\"stream\":{\"app\":\"ids\"},\"values\":[" + values + "]}]}";
    server.post(
        "/loki/api/v1/push",
        body.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json");
    String path =
        "/loki/api/v1/query_range?step=60000ms&"
            + q("sum by (id) (count_over_time({app=\"ids\"} | logfmt [1h]))")
            + range;
    JsonNode answer = json(path, DRILLDOWN);
    assertThat(answer.at("/data/result")).hasSize(500);
    assertThat(answer.at("/warnings/0").asText()).contains("maximum number of series");
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  // logcli.

  @Test
  void logcliPagesBackwardWithoutLossOrRepetition() throws Exception {
    String[] headers = {"User-Agent", "loki-logcli/3.7.6", "Cache-Control", "no-cache"};
    String query = "/loki/api/v1/query_range?direction=BACKWARD&";
    JsonNode first = json(query + "limit=1&" + q("{app=\"shop\"}") + range, headers);
    JsonNode newest = first.at("/data/result/0/values/0");
    assertThat(newest.get(1).asText()).startsWith("level=info");
    long end = Long.parseLong(newest.get(0).asText()) + 1;
    String earlier = "&start=" + (now - 3_600_000_000_000L) + "&end=" + end;
    JsonNode second = json(query + "limit=2&" + q("{app=\"shop\"}") + earlier, headers);
    assertThat(second.at("/data/result")).hasSize(2);
  }

  @Test
  void logcliAsksForTheRest() throws Exception {
    assertThat(
            json("/loki/api/v1/series?match=" + RunningServer.encoded("{app=\"shop\"}") + range)
                .path("data"))
        .hasSize(1);
    for (String path :
        List.of(
            "/loki/api/v1/index/volume?aggregateBy=series&limit=30&" + q("{app=\"shop\"}") + range,
            "/loki/api/v1/index/volume_range?step=60&limit=30&" + q("{app=\"shop\"}") + range,
            "/loki/api/v1/detected_fields?line_limit=100&limit=10&step=1m0s&"
                + q("{app=\"shop\"}")
                + range,
            "/loki/api/v1/query?limit=30&direction=BACKWARD&time=" + now + "&" + q("1+1"))) {
      assertThat(json(path)).as(path).isNotEmpty();
    }
  }

  private static final class Frames implements WebSocket.Listener {
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          frames.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  @Test
  void grafanaAndLogcliFollow() {
    Frames frames = new Frames();
    WebSocket socket =
        server
            .client()
            .newWebSocketBuilder()
            .header("Origin", "https://grafana.example.com")
            .buildAsync(
                URI.create(
                    "ws://127.0.0.1:%d/loki/api/v1/tail?delay_for=0&limit=30&%s&start=%d"
                        .formatted(server.port(), q("{app=\"shop\"}"), now - 3_600_000_000_000L)),
                frames)
            .join();
    await().until(() -> !frames.frames.isEmpty());
    JsonNode value = frames.frames.getFirst().at("/streams/0/values/0");
    assertThat(value).hasSize(2);
    assertThat(value.get(0).asText()).hasSize(19);
    socket.abort();
  }

  // Shippers.

  private static byte[] protobuf(long nanos, String line) {
    PushEncoder encoder = new PushEncoder();
    encoder.beginStream("{app=\"shipped\"}");
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    encoder.entry(nanos, bytes, 0, bytes.length, Labels.empty());
    encoder.endStream();
    byte[] message = encoder.toByteArray();
    return SnappyBlock.compress(message, 0, message.length);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private void assertStored(String selector, String line) throws Exception {
    assertThat(json("/loki/api/v1/query_range?" + q(selector) + range).toString()).contains(line);
  }

  @Test
  void promtailAndVectorPushProtobuf() throws Exception {
    HttpResponse<String> promtail =
        server.post(
            "/loki/api/v1/push",
            protobuf(now, "from promtail"),
            "Content-Type",
            "application/x-protobuf",
            "User-Agent",
            "promtail/3.6.0");
    assertThat(promtail.statusCode()).isEqualTo(204);
    assertThat(promtail.body()).isEmpty();
    assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    assertThat(
            server
                .post(
                    "/loki/api/v1/push",
                    protobuf(now + 1, "from vector"),
                    "Content-Type",
                    "application/x-protobuf",
                    "Content-Encoding",
                    "snappy")
                .statusCode())
        .isEqualTo(204);
    assertStored("{app=\"shipped\"}", "from promtail");
    assertStored("{app=\"shipped\"}", "from vector");
  }

  @Test
  void fluentBitPushesGzippedJson() throws Exception {
    byte[] body =
        gzip(
            "{\"streams\":[{\"stream\":{\"job\":\"fluent-bit\"},\"values\":[[\"%d\",\"from fluent bit\",{\"pod\":\"p-1\"}]]}]}"
                .formatted(now));
    assertThat(
            server
                .post(
                    "/loki/api/v1/push",
                    body,
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    "gzip",
                    "User-Agent",
                    "Fluent-Bit")
                .statusCode())
        .isEqualTo(204);
    assertStored("{job=\"fluent-bit\"} | pod=\"p-1\"", "from fluent bit");
  }

  @Test
  void openTelemetryCollectorPushes() throws Exception {
    byte[] body =
        gzip(
            """
            {"resourceLogs":[{"resource":{"attributes":[
              {"key":"service.name","value":{"stringValue":"otel"}},
              {"key":"host.name","value":{"stringValue":"h1"}}]},
             "scopeLogs":[{"logRecords":[{"timeUnixNano":"%d","severityText":"WARN",
               "body":{"stringValue":"from the collector"}}]}]}]}
            """
                .formatted(now));
    assertThat(
            server
                .post(
                    "/otlp/v1/logs",
                    body,
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    "gzip")
                .statusCode())
        .isEqualTo(204);
    assertStored(
        "{service_name=\"otel\"} | host_name=\"h1\" | detected_level=\"warn\"",
        "from the collector");
  }

  @Test
  void sendsNoHeaderThatOpensItToOtherSites() throws Exception {
    HttpResponse<String> answer =
        server.get("/loki/api/v1/labels", "Origin", "https://evil.example.com");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
  }
}
