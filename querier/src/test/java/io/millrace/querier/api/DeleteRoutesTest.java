package io.millrace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.querier.delete.LogqlDeleteParser;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.store.delete.ActiveDelete;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.object.FilesystemObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteRoutesTest {
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00.5Z");
  private static final String PATH = "/loki/api/v1/delete";

  @TempDir private Path directory;
  private Instant now = NOW;
  private DeleteRequests requests = requests(Path.of(System.getProperty("java.io.tmpdir")));

  @BeforeEach
  void open() {
    requests = requests(directory);
  }

  private DeleteRequests requests(Path place) {
    try {
      return new DeleteRequests(new FilesystemObjectStore(place), new LogqlDeleteParser(), clock());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InstantSource clock() {
    return () -> now;
  }

  private HttpResponse call(boolean enabled, boolean allowed, Method method, String target)
      throws Exception {
    DeleteSettings settings =
        new DeleteSettings(enabled, Duration.ofHours(24), Duration.ofHours(24));
    HttpRequest request = HttpRequest.builder(method, target).build();
    for (Route route :
        new DeleteRoutes(requests, settings, _ -> "fake", _ -> allowed, clock()).routes()) {
      if (route.methods().contains(method) && route.pathTemplate().equals(request.path())) {
        return route.handler().handle(request);
      }
    }
    throw new AssertionError("no route for " + target);
  }

  private HttpResponse call(Method method, String parameters) throws Exception {
    return call(true, true, method, PATH + parameters);
  }

  private void refuses(int status, String message, Method method, String parameters) {
    assertThatThrownBy(() -> call(method, parameters))
        .isInstanceOf(HttpException.class)
        .hasMessage(message + "\n")
        .extracting(e -> ((HttpException) e).status())
        .isEqualTo(status);
  }

  private String create(String query) throws Exception {
    HttpResponse response =
        call(Method.POST, "?query=" + query + "&start=1700000000&end=1700003600");
    assertThat(response.status()).isEqualTo(204);
    return Objects.requireNonNull(response.headers().get("X-Delete-Request-ID"));
  }

  @Test
  void storesListsAndCancelsARequest() throws Exception {
    String id = create("%7Ba=%22b%22%7D");
    assertThat(text(call(Method.GET, "")))
        .isEqualTo(
            "[{\"request_id\":\""
                + id
                + "\",\"start_time\":1700000000,\"end_time\":1700003600,"
                + "\"query\":\"{a=\\\"b\\\"}\",\"status\":\"received\","
                + "\"created_at\":1793880000.5,\"user_id\":\"\"}]");
    assertThat(call(Method.DELETE, "?request_id=" + id).status()).isEqualTo(204);
    assertThat(text(call(Method.GET, ""))).isEqualTo("[]");
    refuses(404, "could not find delete request with given id", Method.DELETE, "?request_id=" + id);
  }

  private static String text(HttpResponse response) {
    return response.bodyText();
  }

  @Test
  void refusesWhatLokiRefuses() {
    String query = "?query=%7Ba=%22b%22%7D";
    refuses(400, "query not set", Method.POST, "?start=1700000000");
    refuses(400, "start time not set", Method.POST, query);
    refuses(
        400,
        "invalid start time: require unix seconds or RFC3339 format",
        Method.POST,
        query + "&start=yesterday");
    refuses(
        400,
        "deletes in the future are not allowed",
        Method.POST,
        query + "&start=1700000000&end=2026-11-06T00:00:00Z");
    refuses(
        400,
        "start time can't be greater than or equal to end time",
        Method.PUT,
        query + "&start=1700000000&end=1700000000");
    refuses(
        400,
        "invalid max_interval: valid time units are 's', 'm', 'h'",
        Method.POST,
        query + "&start=1700000000&max_interval=1ms");
    refuses(
        400,
        "max_interval can't be greater than 24h0m0s",
        Method.POST,
        query + "&start=1700000000&max_interval=25h");
    refuses(400, "invalid query expression", Method.POST, "?query=%7B&start=1700000000");
    refuses(
        400,
        "invalid query expression",
        Method.POST,
        "?query=rate(%7Ba=%22b%22%7D%5B1m%5D)&start=1700000000");
  }

  @Test
  void refusesWithoutRetentionAndForTenantsThatMayNot() {
    assertThatThrownBy(() -> call(false, true, Method.GET, PATH))
        .hasMessage("Retention is not enabled\n");
    assertThatThrownBy(() -> call(true, false, Method.GET, PATH))
        .hasMessage("deletion is not available for this tenant\n")
        .extracting(e -> ((HttpException) e).status())
        .isEqualTo(403);
  }

  @Test
  void refusesToCancelTooLateUnlessForced() throws Exception {
    String id = create("%7Ba=%22b%22%7D");
    now = NOW.plus(Duration.ofHours(25));
    refuses(
        400,
        "deletion of request past the deadline of 24h0m0s since its creation is not allowed",
        Method.DELETE,
        "?request_id=" + id);
    assertThat(call(Method.DELETE, "?force=true&request_id=" + id).status()).isEqualTo(204);
  }

  @Test
  void selectsLinesByThePipelineOfTheQuery() throws Exception {
    create("%7Ba=%22b%22%7D%20%7C=%20%22x%22%20%7C%20logfmt%20%7C%20n%20%3E%205");
    ActiveDelete delete = requests.active().iterator().next();
    long time = 1_700_000_000_000_000_000L;
    EntryBatch entries =
        new EntryBatch.Builder()
            .add(time, "x n=7", Labels.empty())
            .add(time, "x n=3", Labels.empty())
            .add(time, "y n=7", Labels.empty())
            .add(time - 1, "x n=9", Labels.empty())
            .build();
    var run = delete.start(Labels.of("a", "b"));
    assertThat(run.selects(entries, 0)).isTrue();
    assertThat(run.selects(entries, 1)).isFalse();
    assertThat(run.selects(entries, 2)).isFalse();
    assertThat(run.selects(entries, 3)).isFalse();
  }
}
