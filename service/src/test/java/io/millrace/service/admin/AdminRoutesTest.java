package io.millrace.service.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.config.ServerConfig;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.logging.Logging;
import io.millrace.service.metrics.ProcessRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {
  private static HttpResponse get(Route route, String target) throws Exception {
    return route.handler().handle(HttpRequest.builder(Method.GET, target).build());
  }

  private static LoadedConfig<ServerConfig> server(String text) throws ConfigException {
    return ConfigFile.parse(
        "c.yml",
        text,
        ConfigFile.Options.STRICT,
        map -> map.section("server", server -> ServerConfig.from(server, 3100)));
  }

  @Test
  void isReadyWhenNothingSpeaksAgainstIt() throws Exception {
    Readiness readiness = new Readiness();
    AtomicReference<Optional<String>> reason =
        new AtomicReference<>(Optional.of("Ingester not ready: replaying"));
    readiness.add(reason::get);
    Route ready = AdminRoutes.ready(readiness);
    assertThat(get(ready, "/ready").status()).isEqualTo(503);
    assertThat(get(ready, "/ready").bodyText()).isEqualTo("Ingester not ready: replaying\n");
    reason.set(Optional.empty());
    assertThat(get(ready, "/ready").status()).isEqualTo(200);
    assertThat(get(ready, "/ready").bodyText()).isEqualTo("ready\n");
  }

  @Test
  void printsMetricsOfTheProcess() throws Exception {
    HttpResponse metrics =
        get(AdminRoutes.metrics(ProcessRegistry.create("loki", "1.2", "abc")), "/metrics");
    assertThat(metrics.headers().get("Content-Type")).startsWith("text/plain");
    assertThat(metrics.bodyText())
        .contains(
            "loki_build_info{revision=\"abc\",version=\"1.2\"} 1",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "jvm_memory_used_bytes");
  }

  @Test
  void listsServices() throws Exception {
    Lifecycle lifecycle =
        new Lifecycle(List.of(Component.of("store", () -> {}, _ -> {})), Duration.ZERO);
    lifecycle.start();
    assertThat(get(AdminRoutes.services(lifecycle), "/services").bodyText())
        .isEqualTo("store => Running\n");
  }

  @Test
  void printsTheConfigItsDefaultsAndTheDifference() throws Exception {
    LoadedConfig<ServerConfig> defaults = server("");
    Route config = AdminRoutes.config(server("server: {http_listen_port: 99}"), () -> defaults);
    assertThat(get(config, "/config").bodyText())
        .contains("http_listen_port: 99", "graceful_shutdown_timeout: 30s");
    assertThat(get(config, "/config?mode=diff").bodyText())
        .isEqualTo("server:\n  http_listen_port: 99\n");
    assertThat(get(config, "/config?mode=defaults").bodyText()).contains("http_listen_port: 3100");
  }

  @Test
  void tellsTheVersionFlat() throws Exception {
    BuildInfo info = new BuildInfo("3.1\"", "r", "b", "u", "d", "java25");
    assertThat(get(AdminRoutes.buildInfo(info), "/").bodyText())
        .isEqualTo(
            "{\"version\":\"3.1\\\"\",\"revision\":\"r\",\"branch\":\"b\",\"buildUser\":\"u\","
                + "\"buildDate\":\"d\",\"goVersion\":\"java25\"}");
  }

  @Test
  void changesTheLogLevel() throws Exception {
    Route route = AdminRoutes.logLevel();
    String before = Logging.level();
    try {
      HttpRequest change =
          HttpRequest.builder(Method.POST, "/log_level")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .body("log_level=warn")
              .build();
      assertThat(route.handler().handle(change).bodyText())
          .isEqualTo("{\"status\":\"success\",\"message\":\"Log level set to warn\"}");
      assertThat(get(route, "/log_level").bodyText())
          .isEqualTo("{\"message\":\"Current log level is warn\"}");
      HttpResponse bad =
          route
              .handler()
              .handle(HttpRequest.builder(Method.POST, "/log_level?log_level=loud").build());
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.bodyText()).startsWith("{\"status\":\"failed\",\"message\":");
      assertThat(Logging.level()).isEqualTo("warn");
    } finally {
      Logging.setLevel(before);
    }
  }
}
