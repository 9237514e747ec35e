package io.millrace.service.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.logging.Logging;
import io.millrace.service.metrics.MetricsHandler;
import io.millrace.service.tenant.TenantOverrides;
import io.millrace.service.tenant.Tenants;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the routes of this package. */
public final class AdminRoutes {
  private static final Logger log = LoggerFactory.getLogger(AdminRoutes.class);

  private AdminRoutes() {}

  /** {@code GET /ready}: 200 {@code ready}, or 503 with the reasons, one a line. */
  public static Route ready(Readiness readiness) {
    return Route.get(
        "/ready",
        _ -> {
          List<String> reasons = readiness.reasons();
          return reasons.isEmpty()
              ? HttpResponse.text(200, "ready\n")
              : HttpResponse.text(503, String.join("\n", reasons) + "\n");
        });
  }

  /**
   * {@code GET /live}: 200 while all loops of the process turn, else 503 with those that do not.
   */
  public static Route live(Readiness liveness) {
    return Route.get(
        "/live",
        _ -> {
          List<String> stuck = liveness.reasons();
          return stuck.isEmpty()
              ? HttpResponse.text(200, "live\n")
              : HttpResponse.text(503, String.join("\n", stuck) + "\n");
        });
  }

  /** {@code GET /metrics}. */
  public static Route metrics(PrometheusRegistry registry) {
    return Route.get("/metrics", new MetricsHandler(registry));
  }

  /** {@code GET /services}: {@code name => Running}, one a line. */
  public static Route services(Lifecycle lifecycle) {
    return Route.get(
        "/services",
        _ ->
            HttpResponse.text(
                200,
                lifecycle.states().entrySet().stream()
                    .map(entry -> entry.getKey() + " => " + entry.getValue() + "\n")
                    .collect(Collectors.joining())));
  }

  /**
   * {@code GET /config}: the values in force; {@code ?mode=defaults} the defaults, {@code
   * ?mode=diff} what differs from them.
   *
   * @param defaults what an empty file gives; asked when it is wanted
   */
  public static Route config(LoadedConfig<?> loaded, Supplier<LoadedConfig<?>> defaults) {
    return Route.get(
        "/config",
        request ->
            switch (request.params().get("mode", "")) {
              case "diff" -> HttpResponse.text(200, loaded.diffFrom(defaults.get()));
              case "defaults" -> HttpResponse.text(200, defaults.get().toYaml());
              default -> HttpResponse.text(200, loaded.toYaml());
            });
  }

  /**
   * {@code GET /runtime_config}: the tenants with limits of their own; {@code ?mode=diff} only what
   * differs from the limits of all.
   */
  public static Route runtimeConfig(TenantOverrides<?> overrides) {
    return Route.get(
        "/runtime_config",
        request ->
            HttpResponse.text(
                200,
                request.params().get("mode", "").equals("diff")
                    ? overrides.diff()
                    : overrides.toYaml()));
  }

  /** {@code GET /config/tenant/v1/limits}: the limits of the request's tenant. */
  public static Route tenantLimits(TenantOverrides<?> overrides, Tenants tenants) {
    return Route.get(
        "/config/tenant/v1/limits",
        request ->
            HttpResponse.bytes(
                200,
                "application/yaml",
                LoadedConfig.yaml(overrides.effective(tenants.single(request)))
                    .getBytes(StandardCharsets.UTF_8)));
  }

  /** {@code GET /loki/api/v1/status/buildinfo}. */
  public static Route buildInfo(BuildInfo info) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", info.version());
    fields.put("revision", info.revision());
    fields.put("branch", info.branch());
    fields.put("buildUser", info.buildUser());
    fields.put("buildDate", info.buildDate());
    fields.put("goVersion", info.goVersion());
    String body = json(fields);
    return Route.get("/loki/api/v1/status/buildinfo", _ -> HttpResponse.json(200, body));
  }

  /** {@code GET /log_level} tells the level, POST with {@code log_level=debug} changes it. */
  public static Route logLevel() {
    return Route.getOrPost("/log_level", AdminRoutes::logLevel);
  }

  private static HttpResponse logLevel(HttpRequest request) {
    if (request.method() != Method.POST) {
      return HttpResponse.json(
          200, json(Map.of("message", "Current log level is " + Logging.level())));
    }
    String level = request.params().get("log_level", "");
    Map<String, String> answer = new LinkedHashMap<>();
    if (!Logging.setLevel(level)) {
      answer.put("status", "failed");
      answer.put("message", "unrecognized log level \"" + level + "\"");
      return HttpResponse.json(400, json(answer));
    }
    log.atInfo().addKeyValue("log_level", level).log("log level changed");
    answer.put("status", "success");
    answer.put("message", "Log level set to " + level);
    return HttpResponse.json(200, json(answer));
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> quote(field.getKey()) + ":" + quote(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quote(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
