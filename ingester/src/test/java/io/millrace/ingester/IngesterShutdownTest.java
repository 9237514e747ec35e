package io.millrace.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterShutdownTest {
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private IngesterFixture fixture;
  private Ingester ingester;
  private final AtomicInteger ended = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    fixture = new IngesterFixture(directory);
    ingester = fixture.start();
  }

  private IngesterShutdown shutdown(boolean flush) {
    ShutdownOptions options = new ShutdownOptions(flush, directory.resolve("notes/marker"));
    return new IngesterShutdown(ingester, options, ended::incrementAndGet);
  }

  private static HttpResponse send(IngesterShutdown shutdown, Method method, String target)
      throws Exception {
    HttpRequest request = HttpRequest.builder(method, target).build();
    for (Route route : shutdown.routes()) {
      if (route.pathTemplate().equals(request.path())) {
        return route.handler().handle(request);
      }
    }
    throw new IllegalArgumentException(target);
  }

  private int packs() throws Exception {
    return fixture.files().list("packs/").size();
  }

  @Test
  void storesAllAndRefusesPushesAndEndsTheProcess() throws Exception {
    fixture.push(ingester, "web", 0, "a");
    IngesterShutdown shutdown = shutdown(false);
    assertThat(send(shutdown, Method.POST, "/ingester/shutdown?flush=true").status())
        .isEqualTo(204);
    assertThat(packs()).isEqualTo(1);
    assertThat(ended).hasValue(1);
    assertThatThrownBy(() -> ingester.pushes()).isInstanceOf(NotReadyException.class);
    assertThat(send(shutdown, Method.POST, "/ingester/shutdown").status()).isEqualTo(503);
    shutdown.close(GRACE);
  }

  @Test
  void leavesMemoryToTheLogWhenToldSo() throws Exception {
    fixture.push(ingester, "web", 0, "a");
    IngesterShutdown shutdown = shutdown(false);
    String target = "/ingester/shutdown?flush=false&terminate=false";
    assertThat(send(shutdown, Method.GET, target).status()).isEqualTo(204);
    assertThat(ended).hasValue(0);
    shutdown.close(GRACE);
    assertThat(packs()).isZero();
    ingester = fixture.start();
    assertThat(fixture.lines(ingester, "web")).containsExactly("a");
    ingester.close();
  }

  @Test
  void storesAllAtTheEndIfConfigured() throws Exception {
    fixture.push(ingester, "web", 0, "a");
    shutdown(true).close(GRACE);
    assertThat(packs()).isEqualTo(1);
  }

  @Test
  void storesAllAtTheNextEndWhenItWasPreparedAndOnlyThen() throws Exception {
    IngesterShutdown shutdown = shutdown(false);
    String path = "/ingester/prepare_shutdown";
    assertThat(send(shutdown, Method.GET, path).bodyText()).isEqualTo("unset\n");
    assertThat(send(shutdown, Method.POST, path).status()).isEqualTo(204);
    assertThat(send(shutdown, Method.POST, path).status()).isEqualTo(204);
    assertThat(send(shutdown, Method.GET, path).bodyText()).isEqualTo("set\n");
    assertThat(send(shutdown, Method.DELETE, path).status()).isEqualTo(204);
    assertThat(send(shutdown, Method.GET, path).bodyText()).isEqualTo("unset\n");
    assertThat(send(shutdown, Method.POST, path).status()).isEqualTo(204);
    fixture.push(ingester, "web", 0, "a");
    shutdown.close(GRACE);
    assertThat(packs()).isEqualTo(1);
    ingester = fixture.start();
    assertThat(send(shutdown(false), Method.GET, path).bodyText()).isEqualTo("unset\n");
    ingester.close();
  }
}
