package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shippers send to an Elasticsearch, and what they read of the answer. */
class BulkReplayTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private RunningServer server;
  private Instant time;

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(
            directory,
            """
            auth_enabled: false
            limits_config: {max_structured_metadata_entries_count: 12, max_line_size: 1KB}
            """);
    time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> bulk(String target, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("Content-Type", "application/x-ndjson"));
    all.addAll(List.of(headers));
    return server.post(target, body.getBytes(StandardCharsets.UTF_8), all.toArray(new String[0]));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The only entry that a selector finds: stream, time, line, metadata. */
  private JsonNode entry(String selector) throws Exception {
    String answer =
        server
            .get(
                "/loki/api/v1/query_range?query=" + RunningServer.encoded(selector),
                "X-Loki-Response-Encoding-Flags",
                "categorize-labels")
            .body();
    JsonNode result = JSON.readTree(answer).at("/data/result");
    assertThat(result).as(answer).hasSize(1);
    assertThat(result.at("/0/values")).as(answer).hasSize(1);
    return result.get(0);
  }

  private String nanos() {
    return Long.toString(time.toEpochMilli() * 1_000_000);
  }

  @Test
  void fluentBitPushesRecordsOfContainersWithDailyIndexes() throws Exception {
    // [OUTPUT] Name es, Logstash_Format On, Suppress_Type_Name On, Replace_Dots On
    String body =
        """
        {"create":{"_index":"logstash-2026.11.05"}}
        {"@timestamp":"%s","log":"GET /cart 200\\n","stream":"stdout","time":"x","kubernetes":{"pod_name":"cart-7d","namespace_name":"shop","container_name":"cart","labels":{"app":"cart"}}}
        """
            .formatted(time);
    HttpResponse<String> answer = bulk("/_bulk", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"errors\":false,\"items\":[");
    JsonNode entry = entry("{namespace=\"shop\"}");
    assertThat(entry.path("stream"))
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "container", "cart",
                    "index", "logstash",
                    "namespace", "shop",
                    "pod", "cart-7d",
                    "service_name", "cart")));
    assertThat(entry.at("/values/0/0").asText()).isEqualTo(nanos());
    assertThat(entry.at("/values/0/1").asText()).isEqualTo("GET /cart 200\n");
    assertThat(entry.at("/values/0/2/structuredMetadata/stream").asText()).isEqualTo("stdout");
    assertThat(entry.at("/values/0/2/structuredMetadata/kubernetes_labels_app").asText())
        .isEqualTo("cart");
  }

  @Test
  void vectorPushesGzipAfterAskingForHealthAndVersion() throws Exception {
    assertThat(server.get("/elasticsearch/_cluster/health").statusCode()).isEqualTo(200);
    JsonNode about = JSON.readTree(server.get("/elasticsearch/").body());
    assertThat(about.at("/version/number").asText()).startsWith("8.");
    String body =
        """
        {"create":{"_index":"vector-2026.11.05","_type":"_doc"}}
        {"file":"/var/log/a.log","host":"node-1","message":"started","source_type":"file","timestamp":"%s"}
        """
            .formatted(time);
    HttpResponse<String> answer =
        server.post(
            "/elasticsearch/_bulk",
            gzip(body),
            "Content-Type",
            "application/x-ndjson",
            "Content-Encoding",
            "gzip");
    JsonNode parsed = JSON.readTree(answer.body());
    assertThat(parsed.path("errors").asBoolean()).isFalse();
    assertThat(parsed.at("/items/0/create/status").asInt()).isEqualTo(201);
    JsonNode entry = entry("{index=\"vector\"}");
    assertThat(entry.at("/values/0/0").asText()).isEqualTo(nanos());
    assertThat(entry.at("/values/0/1").asText()).isEqualTo("started");
    assertThat(entry.at("/values/0/2/structuredMetadata/host").asText()).isEqualTo("node-1");
  }

  @Test
  void filebeatFindsItsServerAndPushesNestedFields() throws Exception {
    HttpResponse<String> about = server.get("/elasticsearch");
    assertThat(about.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
    assertThat(JSON.readTree(server.get("/elasticsearch/_license?human=false").body()))
        .isEqualTo(
            JSON.readTree(
                "{\"license\":{\"uid\":\"millrace\",\"type\":\"basic\",\"mode\":\"basic\","
                    + "\"status\":\"active\"}}"));
    assertThat(server.get("/elasticsearch/_ilm/policy/filebeat").statusCode()).isEqualTo(200);
    assertThat(server.get("/elasticsearch/_index_template/filebeat-8.19.0").statusCode())
        .isEqualTo(200);
    String body =
        """
        {"create":{"_index":"filebeat-8.19.0"}}
        {"@timestamp":"%s","message":"hello","log":{"file":{"path":"/a"},"offset":5},"kubernetes":{"namespace":"shop","pod":{"name":"p"},"container":{"name":"c"}},"service":{"name":"till"}}
        """
            .formatted(time);
    JsonNode answer =
        JSON.readTree(
            bulk("/elasticsearch/_bulk?filter_path=errors,items.*.error,items.*.status", body)
                .body());
    assertThat(answer.path("errors").asBoolean()).isFalse();
    JsonNode entry =
        entry("{service_name=\"till\", namespace=\"shop\", pod=\"p\", container=\"c\"}");
    assertThat(entry.at("/values/0/1").asText()).isEqualTo("hello");
    assertThat(entry.at("/values/0/2/structuredMetadata/log_offset").asText()).isEqualTo("5");
  }

  @Test
  void answersEachActionAndStoresWhatItCan() throws Exception {
    String body =
        """
        {"index":{"_id":"7"}}
        {"@timestamp":%d,"message":"one"}
        {"delete":{"_index":"other","_id":"7"}}
        {"update":{"_id":"7"}}
        {"doc":{"message":"two"}}
        {"create":{}}
        no document
        {"create":{}}
        {"@timestamp":"yesterday","message":"three"}
        """
            .formatted(time.toEpochMilli());
    JsonNode answer = JSON.readTree(bulk("/named/_bulk", body).body());
    assertThat(answer.path("errors").asBoolean()).isTrue();
    assertThat(answer.at("/items/0/index/status").asInt()).isEqualTo(201);
    assertThat(answer.at("/items/0/index/_index").asText()).isEqualTo("named");
    assertThat(answer.at("/items/1/delete/status").asInt()).isEqualTo(400);
    assertThat(answer.at("/items/1/delete/_index").asText()).isEqualTo("other");
    assertThat(answer.at("/items/2/update/error/reason").asText()).contains("not updated");
    assertThat(answer.at("/items/3/create/error/type").asText())
        .isEqualTo("mapper_parsing_exception");
    assertThat(answer.at("/items/4/create/error/reason").asText()).contains("yesterday");
    assertThat(entry("{index=\"named\"}").at("/values/0/1").asText()).isEqualTo("one");
  }

  @Test
  void keepsADocumentWithoutALineOrWithTooManyFieldsAsItIs() throws Exception {
    String many =
        "{\"@timestamp\":\"%s\",\"message\":\"m\",\"a\":{\"b\":[1,2]},\"f\":{%s}}"
            .formatted(
                time,
                String.join(
                    ",",
                    IntStream.range(0, 20).mapToObj(i -> "\"k%d\":%d".formatted(i, i)).toList()));
    bulk("/many/_bulk", "{\"create\":{}}\n" + many + "\n");
    assertThat(JSON.readTree(entry("{index=\"many\"}").at("/values/0/1").asText()))
        .isEqualTo(JSON.readTree(many));
    String bare = "{\"@timestamp\":\"%s\",\"event\":\"x\"}".formatted(time);
    bulk("/bare/_bulk", "{\"create\":{}}\n" + bare);
    assertThat(entry("{index=\"bare\"}").at("/values/0/1").asText()).isEqualTo(bare);
  }

  @Test
  void refusesAsElasticsearchDoes() throws Exception {
    HttpResponse<String> empty = bulk("/_bulk", "\n");
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(empty.body()).at("/error/reason").asText())
        .contains("no requests added");
    HttpResponse<String> malformed = bulk("/_bulk", "{\"create\":{}}\n{}\n[]\n");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(malformed.body()).at("/error/reason").asText())
        .startsWith("Malformed action/metadata line [3]");
    String tooLong = "{\"create\":{}}\n{\"message\":\"" + "x".repeat(2000) + "\"}\n";
    JsonNode refused = JSON.readTree(bulk("/long/_bulk", tooLong).body());
    assertThat(refused.at("/items/0/create/status").asInt()).isEqualTo(400);
    assertThat(refused.at("/items/0/create/error/reason").asText()).contains("max entry size");
  }
}
