package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A client of Loki's HTTP API. Safe for use by any number of threads. */
final class LokiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String address;
  private final @Nullable String tenant;

  /**
   * A client of one server.
   *
   * @param address such as {@code http://127.0.0.1:3100}
   * @param tenant for the X-Scope-OrgID header; null or empty for none
   */
  LokiClient(String address, @Nullable String tenant) {
    this.address = address.replaceAll("/+$", "");
    this.tenant = tenant;
  }

  /** Gets JSON. */
  JsonNode get(String path, Map<String, String> params) throws IOException, InterruptedException {
    StringJoiner query = new StringJoiner("&");
    params.forEach((name, value) -> query.add(encode(name) + '=' + encode(value)));
    HttpResponse<String> response = send(request(path + '?' + query).GET(), path);
    return JSON.readTree(response.body());
  }

  /** Gets text. */
  String text(String path) throws IOException, InterruptedException {
    return send(request(path).GET(), path).body();
  }

  /** Posts a body. */
  void post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
    send(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        path);
  }

  private HttpRequest.Builder request(String target) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + target));
    if (tenant != null && !tenant.isEmpty()) {
      request.header("X-Scope-OrgID", tenant);
    }
    return request.timeout(TIMEOUT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new IOException(
          "nothing answers at " + address + "; is the server running? (see --addr)", e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          path + " answered " + response.statusCode() + ": " + response.body().strip());
    }
    return response;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
