package io.millrace.agent.delivery;

import io.millrace.service.trace.TraceHeaders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Posts push requests to one URL. Safe for use by any thread. */
final class PushClient implements AutoCloseable {
  private static final int MAX_ERROR_BYTES = 1024;
  private static final Set<String> RESERVED = Set.of("content-type", "user-agent", "x-scope-orgid");
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final ClientSettings settings;
  private final String userAgent;
  private final HttpClient http;

  PushClient(ClientSettings settings, String version) throws IOException {
    this.settings = settings;
    this.userAgent = "millrace/" + version;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(
                CONNECT_TIMEOUT.compareTo(settings.timeout()) < 0
                    ? CONNECT_TIMEOUT
                    : settings.timeout());
    if (settings.tls() != null) {
      builder.sslContext(TlsContexts.of(settings.tls()));
    }
    this.http = builder.build();
  }

  /**
   * An answer.
   *
   * @param message the start of its body
   * @param retryAfter what the server asks to wait, if anything
   */
  record Answer(int status, String message, Optional<String> retryAfter) {}

  /** Posts a compressed request and waits for the answer. */
  Answer post(byte[] body, String tenant) throws IOException, InterruptedException {
    if (!HeaderRules.isValue(tenant)) {
      // It may come from a line; no server will ever be told of it.
      return new Answer(400, "the tenant cannot be sent in a header", Optional.empty());
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", "application/x-protobuf")
            .header("User-Agent", userAgent)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    settings
        .headers()
        .forEach(
            (name, value) -> {
              if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                request.setHeader(name, value);
              }
            });
    if (!tenant.isEmpty()) {
      request.header("X-Scope-OrgID", tenant);
    }
    if (settings.credentials() != null) {
      String authorization = settings.credentials().header();
      if (!HeaderRules.isValue(authorization)) {
        throw new IOException("the credentials have characters that cannot be sent in a header");
      }
      request.setHeader("Authorization", authorization);
    }
    TraceHeaders.pass(request::setHeader);
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(), text(response.body()), response.headers().firstValue("Retry-After"));
  }

  private static String text(byte[] body) {
    return new String(
            body,
            0,
            Math.min(body.length, MAX_ERROR_BYTES),
            java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
