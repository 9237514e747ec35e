package io.millrace.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a server as Grafana does. */
final class LokiApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 5000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  LokiApi(int port) {
    this.port = port;
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What a query says; partial when there is a warning. */
  record Answer(List<String> lines, List<String> warnings) {}

  /** All lines of one stream in a range, the oldest first, page by page. */
  List<String> lines(String selector, long startNanos, long endNanos) throws Exception {
    return answer(selector, startNanos, endNanos).lines();
  }

  /** As {@link #lines}, with warnings. */
  Answer answer(String selector, long startNanos, long endNanos) throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    long start = startNanos;
    List<String> lastNanosLines = new ArrayList<>();
    while (true) {
      JsonNode answer = range(selector, start, endNanos);
      answer.path("warnings").forEach(warning -> warnings.add(warning.asText()));
      int taken = 0;
      long newest = start;
      List<String> newestLines = new ArrayList<>();
      for (JsonNode stream : answer.path("data").path("result")) {
        for (JsonNode value : stream.path("values")) {
          long nanos = Long.parseLong(value.get(0).asText());
          String line = value.get(1).asText();
          taken++;
          if (nanos == start && lastNanosLines.remove(line)) {
            continue;
          }
          lines.add(line);
          if (nanos > newest) {
            newestLines.clear();
          }
          newest = nanos;
          newestLines.add(line);
        }
      }
      if (taken < PAGE) {
        return new Answer(lines, warnings);
      }
      start = newest;
      lastNanosLines = newestLines;
    }
  }

  private JsonNode range(String selector, long start, long end) throws Exception {
    // What a stage or the ingester adds to a line's labels must not split the stream.
    String query = selector + " | keep nothing";
    HttpResponse<String> response =
        get(
            "/loki/api/v1/query_range?direction=forward&limit=%d&start=%d&end=%d&query=%s"
                .formatted(PAGE, start, end, URLEncoder.encode(query, StandardCharsets.UTF_8)));
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
