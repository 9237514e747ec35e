package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.service.http.Route;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code auth_enabled: true}, what one tenant has pushed no other sees, on no route. */
class TenantIsolationTest {
  private static final String SELECTOR = RunningServer.encoded("{app=~\".+\"}");

  /** Routes that tell nothing of any tenant. */
  private static final Set<String> OPERATION =
      Set.of(
          "/ready",
          "/live",
          "/services",
          "/config",
          "/runtime_config",
          "/log_level",
          "/flush",
          "/ingester/shutdown",
          "/ingester/prepare_shutdown",
          "/metrics",
          "/openapi.yaml",
          "/loki/api/v1/status/buildinfo",
          "/loki/api/v1/format_query");

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(directory, "auth_enabled: true\ncompactor: {retention_enabled: true}\n");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("secretword got user=secretuser in " + i + " ms");
    }
    assertThat(
            server
                .push(
                    "{\"app\":\"secretapp\",\"secretname\":\"x\"}",
                    RunningServer.now() - 1_000_000_000L,
                    lines,
                    "X-Scope-OrgID",
                    "owner")
                .statusCode())
        .isEqualTo(204);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A request to each route that reads, with parameters that find everything. */
  private static String request(Route route) {
    String path =
        route
            .pathTemplate()
            .replace("label/{name}", "label/app")
            .replace("detected_field/{name}", "detected_field/user")
            .replaceAll("\\{[a-zA-Z]+}", "any");
    String query =
        path.equals("/loki/api/v1/query")
            ? RunningServer.encoded("sum by (app) (count_over_time({app=~\".+\"}[1h]))")
            : SELECTOR;
    return path + "?query=" + query;
  }

  @Test
  void noRouteShowsAnotherTenantsLogs() throws Exception {
    for (Route route : server.routes()) {
      boolean reads = route.methods().stream().anyMatch(m -> m.name().equals("GET"));
      if (!reads || OPERATION.contains(route.pathTemplate()) || isTail(route)) {
        continue;
      }
      String request = request(route);
      HttpResponse<String> own = server.get(request, "X-Scope-OrgID", "owner");
      // The tenant has no rules.
      boolean rules = request.contains("/api/v1/rules") || request.contains("/prom/rules");
      int expected = rules && !request.startsWith("/prometheus/") ? 404 : 200;
      assertThat(own.statusCode()).as(request + own.body()).isEqualTo(expected);
      HttpResponse<String> other = server.get(request, "X-Scope-OrgID", "other");
      assertThat(other.body()).as(request).doesNotContain("secret");
      HttpResponse<String> both = server.get(request, "X-Scope-OrgID", "other|owner");
      assertThat(both.statusCode()).as(request).isEqualTo(400);
      assertThat(both.body()).as(request).isEqualTo("multiple org IDs present");
      for (String bad : List.of("../owner", "owner/", ".", "ow ner")) {
        HttpResponse<String> refused = server.get(request, "X-Scope-OrgID", bad);
        assertThat(refused.statusCode()).as(request + bad).isEqualTo(400);
      }
      HttpResponse<String> nobody = server.get(request);
      assertThat(nobody.statusCode()).as(request).isEqualTo(401);
      assertThat(nobody.body()).as(request).isEqualTo("no org id\n");
    }
  }

  @Test
  void theOwnerSeesItsLogs() throws Exception {
    for (String path :
        List.of(
            "/loki/api/v1/query_range?query=" + SELECTOR,
            "/loki/api/v1/label/app/values",
            "/loki/api/v1/series",
            "/loki/api/v1/index/volume?query=" + SELECTOR,
            "/loki/api/v1/detected_labels",
            "/loki/api/v1/detected_field/user/values?query=" + SELECTOR,
            "/loki/api/v1/patterns?query=" + SELECTOR)) {
      assertThat(server.get(path, "X-Scope-OrgID", "owner").body()).as(path).contains("secret");
    }
  }

  @Test
  void noPushGoesWithoutATenantOrToTwo() throws Exception {
    for (String path :
        List.of(
            "/loki/api/v1/push",
            "/api/prom/push",
            "/otlp/v1/logs",
            "/_bulk",
            "/logs/_bulk",
            "/elasticsearch/_bulk",
            "/elasticsearch/logs/_bulk")) {
      byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
      String[] type = {"Content-Type", "application/json"};
      assertThat(server.post(path, body, type).statusCode()).as(path).isEqualTo(401);
      assertThat(
              server
                  .post(path, body, "Content-Type", "application/json", "X-Scope-OrgID", "a|b")
                  .statusCode())
          .as(path)
          .isEqualTo(400);
    }
  }

  private static boolean isTail(Route route) {
    return route.pathTemplate().endsWith("/tail");
  }

  private static final class Listener implements WebSocket.Listener {
    private final List<String> frames = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      frames.add(data.toString());
      socket.request(1);
      return null;
    }
  }

  private WebSocket tail(Listener listener, String tenant) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/loki/api/v1/tail?query=" + SELECTOR);
    WebSocket.Builder builder = server.client().newWebSocketBuilder();
    if (!tenant.isEmpty()) {
      builder.header("X-Scope-OrgID", tenant);
    }
    return builder.buildAsync(uri, listener).join();
  }

  @Test
  void aTailShowsItsOwnTenantOnly() throws Exception {
    Listener own = new Listener();
    Listener other = new Listener();
    WebSocket first = tail(own, "owner");
    WebSocket second = tail(other, "other");
    server.push(
        "{\"app\":\"mine\"}", RunningServer.now(), List.of("for other"), "X-Scope-OrgID", "other");
    await().until(() -> !own.frames.isEmpty() && !other.frames.isEmpty());
    assertThat(String.join("", other.frames)).contains("for other").doesNotContain("secret");
    assertThat(String.join("", own.frames)).doesNotContain("for other");
    first.abort();
    second.abort();
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> tail(new Listener(), "")))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }
}
