package io.millrace.querier.api;

import io.millrace.logql.engine.QueryLimits;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.units.PrometheusDuration;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The endpoint that tells Grafana's Logs Drilldown a tenant's limits. Durations are Prometheus's,
 * sizes have a unit: both are texts.
 */
public final class DrilldownRoutes {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private final ApiContext api;
  private final Function<String, WriteLimits> writes;
  private final String version;

  /**
   * What happens to a tenant's lines before they can be queried, and after.
   *
   * @param serviceNames labels that {@code service_name} is taken from
   * @param levelFields names that {@code detected_level} is looked for under
   * @param retention how long lines are kept; zero for ever
   */
  public record WriteLimits(
      boolean discoversLevels,
      List<String> levelFields,
      List<String> serviceNames,
      boolean truncatesLines,
      Duration retention) {
    public WriteLimits {
      levelFields = List.copyOf(levelFields);
      serviceNames = List.copyOf(serviceNames);
    }
  }

  /**
   * The endpoint.
   *
   * @param writes what holds for the lines of a tenant
   * @param version of the server
   */
  public DrilldownRoutes(ApiContext api, Function<String, WriteLimits> writes, String version) {
    this.api = api;
    this.writes = writes;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(Route.get("/loki/api/v1/drilldown-limits", this::limits));
  }

  private HttpResponse limits(HttpRequest request) {
    String tenant = api.tenant(request);
    Json json = new Json().beginObject().name("limits").beginObject();
    writes(json, writes.apply(tenant));
    queries(json, api.limits(tenant));
    json.name("metric_aggregation_enabled").bool(false);
    json.name("pattern_persistence_enabled").bool(false);
    json.endObject();
    json.name("pattern_ingester_enabled").bool(true);
    json.name("version").string(version);
    return HttpResponse.json(200, json.endObject().toBytes());
  }

  private static void writes(Json json, WriteLimits limits) {
    json.name("discover_log_levels").bool(limits.discoversLevels());
    json.name("discover_service_name");
    texts(json, limits.serviceNames());
    json.name("log_level_fields");
    texts(json, limits.levelFields());
    json.name("max_line_size_truncate").bool(limits.truncatesLines());
    json.name("retention_period").string(duration(limits.retention()));
  }

  private static void queries(Json json, QuerierLimits limits) {
    QueryLimits query = limits.query();
    json.name("max_entries_limit_per_query").number(query.maxEntries());
    json.name("max_query_bytes_read").string(bytes(query.maxBytesRead()));
    json.name("max_query_length").string(duration(query.maxQueryLength()));
    json.name("max_query_lookback").string(duration(limits.maxQueryLookback()));
    json.name("max_query_range").string(duration(limits.maxQueryRange()));
    json.name("max_query_series").number(query.maxSeries());
    json.name("query_timeout").string(duration(query.timeout()));
    json.name("volume_enabled").bool(limits.volumeEnabled());
    json.name("volume_max_series").number(limits.volumeMaxSeries());
  }

  private static void texts(Json json, List<String> texts) {
    json.beginArray();
    texts.forEach(json::string);
    json.endArray();
  }

  private static String duration(Duration duration) {
    return PrometheusDuration.format(duration.toNanos());
  }

  /** Exact: the largest unit that divides the size. */
  private static String bytes(long size) {
    int unit = 0;
    long number = size;
    while (number != 0 && number % 1024 == 0 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    return number + UNITS[unit];
  }
}
