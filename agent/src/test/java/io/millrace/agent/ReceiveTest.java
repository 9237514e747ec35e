package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.snappy.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pushes to the agent, which passes them on. */
class ReceiveTest {
  private static final String PUSH = "/loki/api/v1/push";
  private static final String RAW = "/promtail/api/v1/raw";

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  private String yaml(LokiSink sink, String options) {
    return TestAgent.yaml(directory, sink.url(), directory + "/none", "[]")
        .replaceAll(
            "(?s)static_configs:.*",
            "relabel_configs: [{source_labels: [app], target_label: service},"
                + " {source_labels: [app], regex: noisy, action: drop},"
                + " {regex: app, action: labeldrop}]\n"
                + "    loki_push_api: {server: {http_listen_address: 127.0.0.1,"
                + " http_listen_port: 0}, labels: {via: agent}"
                + options
                + "}\n");
  }

  private HttpResponse<String> send(TestAgent agent, String path, String type, byte[] body)
      throws Exception {
    return send(agent, path, type, "identity", body);
  }

  private HttpResponse<String> send(
      TestAgent agent, String path, String type, String encoding, byte[] body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(agent, path))
            .header("Content-Type", type)
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(TestAgent agent, String path) {
    String place = agent.agent().inputs().getFirst().place();
    return URI.create("http://" + place.substring("http ".length()) + path);
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    out.write(number << 3 | 2);
    out.write(value.length);
    out.writeBytes(value);
  }

  /** A push of one stream with one entry at a second, in protobuf and snappy. */
  private static byte[] protobuf(String labels, int second, String line) {
    ByteArrayOutputStream time = new ByteArrayOutputStream();
    time.write(1 << 3);
    time.write(second);
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    field(entry, 1, time.toByteArray());
    field(entry, 2, line.getBytes(UTF_8));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    field(stream, 1, labels.getBytes(UTF_8));
    field(stream, 2, entry.toByteArray());
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    field(request, 1, stream.toByteArray());
    return SnappyBlock.compress(request.toByteArray(), 0, request.size());
  }

  @Test
  void passesOnProtobufWithItsTime() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ", use_incoming_timestamp: true"))) {
      byte[] push = protobuf("{app=\"web\", via=\"me\"}", 100, "one");
      assertThat(send(agent, PUSH, "application/x-protobuf", "snappy", push).statusCode())
          .isEqualTo(204);
      await().until(() -> !sink.received().isEmpty());
      assertThat(sink.received())
          .containsExactly(
              new LokiSink.Received(
                  "{service=\"web\", via=\"agent\"}", 100_000_000_000L, "one", ""));
    }
  }

  @Test
  void passesOnJsonWithTheTimeOfItsArrival() throws Exception {
    String json =
        """
        {"streams":[{"stream":{"app":"web"},"values":[["1","one",{"id":"7"}],["2","two"]]},
         {"stream":{"app":"noisy"},"values":[["1","dropped"]]}]}
        """;
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(json.getBytes(UTF_8));
    }
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      assertThat(send(agent, PUSH, "application/json", "gzip", zipped.toByteArray()).statusCode())
          .isEqualTo(204);
      await().untilAsserted(() -> assertThat(sink.lines()).containsExactly("one", "two"));
      assertThat(sink.received().getFirst().timestampNanos())
          .isGreaterThan(1_700_000_000_000_000_000L)
          .isLessThan(sink.received().getLast().timestampNanos());
    }
  }

  @Test
  void passesOnRawLines() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      assertThat(send(agent, RAW, "text/plain", "one\r\n\ntwo".getBytes(UTF_8)).statusCode())
          .isEqualTo(204);
      await().untilAsserted(() -> assertThat(sink.lines()).containsExactly("one", "two"));
      assertThat(sink.received().getFirst().labels()).isEqualTo("{via=\"agent\"}");
      HttpResponse<String> ready =
          http.send(
              HttpRequest.newBuilder(uri(agent, "/ready")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(ready.body()).isEqualTo("ready");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "application/json | {\"streams\" | 400",
        "application/json | [] | 400",
        "application/json | {\"streams\":[{\"stream\":{},\"values\":[[1,\"a\"]]}]} | 400",
        "application/json | {\"streams\":[{\"stream\":{},\"values\":[[\"x\",\"a\"]]}]} | 400",
        "application/json | {\"streams\":[{\"stream\":{\"a\":[]},\"values\":[[\"1\",\"a\"]]}]} | 400",
        "application/json | {\"streams\":[{\"stream\":{}}]} | 400",
        "application/x-protobuf | rubbish | 400",
      })
  void refusesWhatIsNoPush(String type, String body, int status) throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      HttpResponse<String> answer = send(agent, PUSH, type, body.getBytes(UTF_8));
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).startsWith("not a push: ");
    }
  }

  @Test
  void namesAStreamWhoseLabelsCannotBeRead() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      HttpResponse<String> answer =
          send(agent, PUSH, "application/x-protobuf", "snappy", protobuf("{app=", 1, "one"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).startsWith("couldn't parse labels");
    }
  }

  @Test
  void refusesPushesWhileTheServerIsDownAndLosesNone() throws Exception {
    byte[] lines = ("x".repeat(9999) + "\n").repeat(20).getBytes(UTF_8);
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      String yaml =
          yaml(sink, "").replace("batchwait: 20ms", "batchwait: 20ms\n    batchsize: 100KB")
              + "limits_config: {max_inflight_bytes: 1MB}\n";
      try (TestAgent agent = TestAgent.start(yaml)) {
        int taken = 0;
        HttpResponse<String> answer = send(agent, RAW, "text/plain", lines);
        while (answer.statusCode() == 204) {
          taken++;
          answer = send(agent, RAW, "text/plain", lines);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(taken).isBetween(1, 10);
        sink.rule(_ -> LokiSink.Reply.OK);
        int expected = 20 * taken;
        await().until(() -> sink.lines().size() == expected);
        await().until(() -> send(agent, RAW, "text/plain", lines).statusCode() == 204);
      }
    }
  }

  @Test
  void aReloadMovesItToAnotherJob() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      int port = uri(agent, "").getPort();
      String fixed = yaml(sink, "").replace("http_listen_port: 0", "http_listen_port: " + port);
      agent
          .agent()
          .reload(
              TestAgent.settings(fixed.replace("via: agent", "via: other")),
              java.time.Duration.ofSeconds(5));
      assertThat(send(agent, RAW, "text/plain", "one".getBytes(UTF_8)).statusCode()).isEqualTo(204);
      await().until(() -> !sink.received().isEmpty());
      assertThat(sink.received().getFirst().labels()).isEqualTo("{via=\"other\"}");
    }
  }
}
