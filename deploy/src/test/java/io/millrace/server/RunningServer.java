package io.millrace.server;

import io.millrace.service.config.ConfigFile;
import io.millrace.service.http.Route;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.trace.Tracing;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A whole server in the test's process, on a port of its own. */
public final class RunningServer implements AutoCloseable {
  private final MillraceServer server;
  private final Lifecycle lifecycle;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Starts a server.
   *
   * @param yaml what its config says beyond port and directory
   */
  public RunningServer(Path directory, String yaml) throws Exception {
    this(directory, yaml, "debug_endpoints: false", Tracing.off());
  }

  RunningServer(Path directory, String yaml, String serverKey, Tracing tracing) throws Exception {
    this(
        Target.ALL,
        """
        server: {http_listen_address: 127.0.0.1, http_listen_port: 0, %s}
        common: {path_prefix: %s}
        """
                .formatted(serverKey, directory)
            + yaml,
        tracing);
  }

  /** Starts some parts by a config of its own. */
  RunningServer(Target target, String config, Tracing tracing) throws Exception {
    server =
        new MillraceServer(
            ConfigFile.parse("test", config, ConfigFile.Options.loki(false), ServerSettings::from),
            target,
            tracing);
    AtomicReference<Lifecycle> reference = new AtomicReference<>();
    lifecycle = new Lifecycle(server.components(reference), Duration.ofSeconds(5));
    reference.set(lifecycle);
    lifecycle.start();
  }

  public int port() {
    return server.port();
  }

  public List<Route> routes() {
    return server.routes();
  }

  HttpClient client() {
    return client;
  }

  public URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Asks; headers are name, value, name, value, … */
  public HttpResponse<String> get(String pathAndQuery, String... headers)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(pathAndQuery)), headers);
  }

  /** Posts a body; headers as in {@link #get}. */
  public HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(request, headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Pushes lines of one stream, a nanosecond apart from {@code nanos} on. */
  public HttpResponse<String> push(
      String labelsJson, long nanos, List<String> lines, String... headers)
      throws IOException, InterruptedException {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      values.append(i == 0 ? "" : ",").append("[\"%d\",\"%s\"]".formatted(nanos + i, lines.get(i)));
    }
    String body = "{\"streams\":[{\"stream\":%s,\"values\":[%s]}]}".formatted(labelsJson, values);
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return post("/loki/api/v1/push", body.getBytes(StandardCharsets.UTF_8), all);
  }

  public static long now() {
    return System.currentTimeMillis() * 1_000_000;
  }

  @Override
  public void close() {
    client.shutdownNow();
    lifecycle.stop();
  }
}
