package io.millrace.ingester.push;

import static io.millrace.ingester.push.HandmadeProtobuf.entry;
import static io.millrace.ingester.push.HandmadeProtobuf.field;
import static io.millrace.ingester.push.HandmadeProtobuf.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingester.limits.EntryLimits;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.RateLimits;
import io.millrace.ingester.push.PushServer.Entry;
import io.millrace.labels.Labels;
import io.millrace.snappy.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes over a real socket, with bodies built by hand. */
class PushRoutesTest {
  private static final long SECONDS = PushServer.NOW.getEpochSecond();
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String STREAM_A = "{app=\"a\", service_name=\"a\"}";

  @TempDir private Path directory;
  private PushServer server;

  @BeforeEach
  void start() throws Exception {
    server = new PushServer(directory, IngestionLimits.DEFAULTS);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void restart(IngestionLimits limits) throws Exception {
    server.close();
    server = new PushServer(directory, limits);
  }

  private HttpResponse<String> pushJson(String body) throws Exception {
    return server.push(body.getBytes(StandardCharsets.UTF_8), "Content-Type", JSON);
  }

  private HttpResponse<String> pushProtobuf(byte[] message) throws Exception {
    return server.push(SnappyBlock.compress(message, 0, message.length), "Content-Type", PROTOBUF);
  }

  private List<String> storedLines(String stream) throws Exception {
    return server.stored().get(stream).stream().map(Entry::line).toList();
  }

  private static String json(String labels, String... values) {
    return "{\"streams\":[{\"stream\":%s,\"values\":[%s]}]}"
        .formatted(labels, String.join(",", values));
  }

  private static String a(String... values) {
    return json("{\"app\":\"a\"}", values);
  }

  private static String value(long nanosAfterNow, String line) {
    return "[\"" + (SECONDS * 1_000_000_000L + nanosAfterNow) + "\",\"" + line + "\"]";
  }

  @Test
  void storesAProtobufPushByteForByte() throws Exception {
    String large = "x".repeat(20_000) + "é";
    byte[] stream =
        join(
            field(1, "{app=\"hand\", env=\"test\"}"),
            entry(SECONDS, 1, ""),
            entry(SECONDS, 1, "Ünïcödé 李雷 \u0001"),
            entry(SECONDS, 2, large, "trace_id", "abc", "a.b", "1"),
            entry(SECONDS, 3, "line\nwith\nbreaks"));

    HttpResponse<String> answer = pushProtobuf(field(1, stream));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    long base = SECONDS * 1_000_000_000L;
    Labels unknown = Labels.of("detected_level", "unknown");
    Labels rich = Labels.of("trace_id", "abc", "a_b", "1", "detected_level", "unknown");
    Map<String, List<Entry>> expected =
        Map.of(
            "{app=\"hand\", env=\"test\", service_name=\"hand\"}",
            List.of(
                new Entry(base + 1, "", unknown),
                new Entry(base + 1, "Ünïcödé 李雷 \u0001", unknown),
                new Entry(base + 2, large, rich),
                new Entry(base + 3, "line\nwith\nbreaks", unknown)));
    assertThat(server.stored()).isEqualTo(expected);
    server.flush();
    assertThat(server.stored()).isEqualTo(expected);
    restart(IngestionLimits.DEFAULTS);
    assertThat(server.stored()).isEqualTo(expected);
  }

  @Test
  void storesJsonAndGzippedJson() throws Exception {
    assertThat(pushJson(a(value(0, "one"))).statusCode()).isEqualTo(204);
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(a(value(1, "two")).getBytes(StandardCharsets.UTF_8));
    }
    HttpResponse<String> answer =
        server.push(
            gzipped.toByteArray(),
            "Content-Type",
            "application/json; charset=utf-8",
            "Content-Encoding",
            "gzip");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(storedLines(STREAM_A)).containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "not json",
        "[]",
        "{\"streams\":{}}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[1,\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"abc\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"1\",5]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[\"x\"]}]}",
        "{\"streams\":[{\"stream\":[\"app\"],\"values\":[[\"1\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"99999999999999999999\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"1bad\":\"a\"},\"values\":[[\"1\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"1bad\":\"a\"},\"values\":[]}]}",
        "{\"streams\":[{\"stream\":null,\"values\":[[\"1\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"\\uFFFD\"},\"values\":[[\"1\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"\\ud83d\"},\"values\":[[\"1\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"1\",\"x\\udc00\"]]}]}",
      })
  void refusesMalformedJsonAsAWhole(String body) throws Exception {
    HttpResponse<String> answer = pushJson(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(answer.body()).endsWith("\n").hasSizeGreaterThan(1);
    assertThat(server.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "{\"streams\":[]}", "{\"streams\":null}"})
  void refusesARequestWithoutStreams(String body) throws Exception {
    HttpResponse<String> answer = pushJson(body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .isEqualTo("error at least one valid stream is required for ingestion\n");
  }

  @Test
  void takesObjectsAndArraysAsTheTextOfALabel() throws Exception {
    String labels =
        "{\"app\":\"a\", \"o\": {\"k\" : [1, 2]} , \"l\":[ \"é\" ],\"n\":1.50,\"z\":null}";
    assertThat(pushJson(json(labels, value(0, "x"))).statusCode()).isEqualTo(204);
    assertThat(server.stored().keySet())
        .containsExactly(
            "{app=\"a\", l=\"[ \\\"é\\\" ]\", n=\"1.50\", o=\"{\\\"k\\\" : [1, 2]}\","
                + " service_name=\"a\", z=\"null\"}");
  }

  @Test
  void ofARepeatedKeyTheLastValueCounts() throws Exception {
    String body =
        """
        {"streams": [{"stream": {"app": "x"}, "values": [%1$s]}],
         "Streams": [{"stream": {"app": "y", "b": "c"}, "values": [%1$s], "stream": {"app": "a"},
                      "values": [%2$s]}]}
        """
            .formatted(value(0, "one"), value(1, "two"));
    assertThat(pushJson(body).statusCode()).isEqualTo(204);
    assertThat(server.stored().keySet()).containsExactly(STREAM_A);
    assertThat(storedLines(STREAM_A)).containsExactly("two");
  }

  @Test
  void metadataAreMeasuredAsSentAndWithoutTheLevel() throws Exception {
    String metadata = "{\"a..b\":\"%s\",\"detected_level\":\"info\"}";
    String entry = value(0, "x").replace("]", "," + metadata + "]");
    assertThat(pushJson(a(entry.formatted("v".repeat(65_532)))).statusCode()).isEqualTo(204);
    assertThat(pushJson(a(entry.formatted("v".repeat(65_533)))).body())
        .startsWith(
            "stream '" + STREAM_A + "' has structured metadata too large: '65537' bytes, limit:");
  }

  @Test
  void aLimitIsToldBeforeANameThatCannotBeTaken() throws Exception {
    String bad = value(Duration.ofMinutes(11).toNanos(), "x").replace("]", ",{\"..\":\"v\"}]");
    assertThat(pushJson(a(bad)).body())
        .startsWith("entry for stream '" + STREAM_A + "' has timestamp too new: ");
  }

  @Test
  void anEntryWithoutATimeIsOlderThanAllOthers() throws Exception {
    pushJson(a(value(0, "x")));
    assertThat(pushJson(a("[]")).body())
        .startsWith(
            "entry for stream '" + STREAM_A + "' has timestamp too old: 0001-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"streams\":{}} | 400",
        "[] | 400",
        "~~ | 400",
        "null | 422",
        "{\"streams\":[]} | 422",
        "{\"streams\":[{\"labels\":\"{a=\",\"entries\":[]}]} | 400",
        "{\"streams\":[{\"labels\":\"{a='b'}\",\"entries\":{}}]} | 400",
        "{\"streams\":[{\"labels\":\"{a='b'}\",\"entries\":null}]} | 204",
        "{\"streams\":[{\"labels\":\"{a='b'}\",\"entries\":[{\"ts\":\"2026-11-05\"}]}]} | 400",
      })
  void theLegacyFormIsCheckedAlike(String body, int status) throws Exception {
    assertThat(server.pushLegacy(body).statusCode()).isEqualTo(status);
  }

  @Test
  void refusesMalformedProtobufAndSnappyBombs() throws Exception {
    assertThat(server.push(new byte[] {1, 2, 3}, "Content-Type", PROTOBUF).body())
        .isEqualTo("snappy: corrupt input\n");
    assertThat(pushProtobuf(new byte[] {0x0A, 100, 1, 2}).statusCode()).isEqualTo(400);
    // A block of a few bytes that claims to hold a gigabyte.
    byte[] bomb = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4, 0, 'x'};
    HttpResponse<String> refused = server.push(bomb, "Content-Type", PROTOBUF);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).startsWith("request body too large");
    assertThat(server.stored()).isEmpty();
  }

  @Test
  void refusesAMissingOrBrokenContentTypeAndUnknownEncodings() throws Exception {
    assertThat(server.push(new byte[0]).body()).isEqualTo("mime: no media type\n");
    assertThat(server.push(new byte[0], "Content-Type", JSON + "; =").body())
        .isEqualTo("mime: invalid media parameter\n");
    assertThat(server.push(new byte[0], "Content-Type", JSON, "Content-Encoding", "br").body())
        .isEqualTo("Content-Encoding \"br\" not supported\n");
  }

  @Test
  void refusesBodiesAboveTheCap() throws Exception {
    HttpResponse<String> answer =
        server.push(new byte[PushServer.MAX_BYTES + 1], "Content-Type", JSON);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).startsWith("request body too large");
  }

  @Test
  void storesTheGoodEntriesBesideBadOnesAndTellsWhy() throws Exception {
    HttpResponse<String> answer =
        pushJson(
            a(
                value(0, "good"),
                value(-Duration.ofDays(8).toNanos(), "old"),
                value(Duration.ofMinutes(11).toNanos(), "future"),
                value(1, "z".repeat(262_145))));
    assertThat(answer.statusCode()).isEqualTo(400);
    String prefix = "1 errors like: entry for stream '" + STREAM_A + "' has timestamp too ";
    assertThat(answer.body())
        .isEqualTo(
            prefix
                + "old: 2026-10-28T12:00:00Z, oldest acceptable timestamp is: 2026-10-29T12:00:00Z; "
                + prefix
                + "new: 2026-11-05T12:11:00Z; 1 errors like: max entry size '262144' bytes exceeded"
                + " for stream '"
                + STREAM_A
                + "' while adding an entry with length '262145' bytes\n");
    assertThat(storedLines(STREAM_A)).containsExactly("good");
  }

  @Test
  void refusesEntriesFarBehindTheirStream() throws Exception {
    pushJson(a(value(0, "new")));
    HttpResponse<String> answer =
        pushJson(a(value(-Duration.ofMinutes(61).toNanos(), "late"), value(-1, "fine")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "entry with timestamp 2026-11-05 10:59:00 +0000 UTC ignored, reason: 'entry too far"
                + " behind, entry timestamp is: 2026-11-05T10:59:00Z, oldest acceptable timestamp"
                + " is: 2026-11-05T11:00:00Z',\n"
                + "user 'fake', total ignored: 1 out of 2 for stream: "
                + STREAM_A
                + "\n");
    assertThat(storedLines(STREAM_A)).containsExactly("fine", "new");
  }

  @Test
  void refusesTooManyLabelsButStoresOtherStreams() throws Exception {
    StringBuilder many = new StringBuilder("{\"app\":\"many\"");
    for (int i = 0; i < 15; i++) {
      many.append(",\"l").append(i).append("\":\"v\"");
    }
    HttpResponse<String> answer =
        pushJson(
            "{\"streams\":[{\"stream\":%s},\"values\":[%s]},{\"stream\":{\"app\":\"a\"},\"values\":[%s]}]}"
                .formatted(many, value(0, "x"), value(0, "y")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("has 16 label names; limit 15");
    assertThat(server.stored().keySet()).containsExactly(STREAM_A);
  }

  private static IngestionLimits withRates(RateLimits rates) {
    return new IngestionLimits(
        IngestionLimits.DEFAULTS.labels(),
        IngestionLimits.DEFAULTS.entries(),
        rates,
        IngestionLimits.DEFAULTS.otlp());
  }

  @Test
  void aTenantOverItsRateIsRefusedAsAWhole() throws Exception {
    restart(withRates(new RateLimits(1, 10, 1e9, 1e9, 100)));
    HttpResponse<String> answer = pushJson(a(value(0, "12345678901")));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body())
        .isEqualTo(
            "ingestion rate limit exceeded for user fake (limit: 1 bytes/sec) while attempting to"
                + " ingest '1' lines totaling '11' bytes, reduce log volume or contact your Loki"
                + " administrator to see if the limit can be increased\n");
    assertThat(server.stored()).isEmpty();
    assertThat(pushJson(a(value(0, "1234567890"))).statusCode()).isEqualTo(204);
  }

  @Test
  void aStreamOverTheStreamLimitIsRefusedAndKnownOnesGoOn() throws Exception {
    restart(withRates(new RateLimits(1e9, 1e9, 1e9, 1e9, 1)));
    assertThat(pushJson(a(value(0, "x"))).statusCode()).isEqualTo(204);
    HttpResponse<String> answer = pushJson(json("{\"app\":\"b\"}", value(0, "x")));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body())
        .startsWith(
            "maximum active stream limit exceeded when trying to create stream {app=\"b\","
                + " service_name=\"b\"}, ");
    assertThat(pushJson(a(value(1, "y"))).statusCode()).isEqualTo(204);
  }

  @Test
  void cutsLongLinesWhereThatIsAskedFor() throws Exception {
    EntryLimits cutting =
        new EntryLimits(
            false,
            Duration.ZERO,
            Duration.ofMinutes(10),
            10,
            true,
            "..",
            true,
            65_536,
            128,
            false,
            false,
            List.of(),
            2);
    restart(
        new IngestionLimits(
            IngestionLimits.DEFAULTS.labels(),
            cutting,
            IngestionLimits.DEFAULTS.rates(),
            IngestionLimits.DEFAULTS.otlp()));
    assertThat(pushJson(a(value(0, "0123456789ab"), value(1, "short"))).statusCode())
        .isEqualTo(204);
    assertThat(storedLines(STREAM_A)).containsExactly("01234567..", "short");
  }
}
