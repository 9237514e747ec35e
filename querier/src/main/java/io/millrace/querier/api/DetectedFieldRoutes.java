package io.millrace.querier.api;

import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import io.millrace.logql.syntax.Query;
import io.millrace.querier.detected.DetectedField;
import io.millrace.querier.detected.FieldDetector;
import io.millrace.querier.detected.FieldType;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.units.ByteSize;
import io.millrace.units.ValueException;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** The endpoints that tell which fields the newest lines of a query hold, and with what values. */
public final class DetectedFieldRoutes {
  private static final int DEFAULT_LINES = 100;
  private static final int DEFAULT_LIMIT = 1000;

  private final ApiContext api;
  private final QueryRunner runner;

  public DetectedFieldRoutes(ApiContext api) {
    this.api = api;
    this.runner = new QueryRunner(api);
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost("/loki/api/v1/detected_fields", this::fields),
        Route.getOrPost("/loki/api/v1/detected_field/{name}/values", this::values));
  }

  private HttpResponse fields(HttpRequest request) throws IOException {
    int limit = limit(request);
    FieldDetector detector = new FieldDetector(limit);
    QueryRunner.Found found = lines(request);
    found.lines().forEach(detector::add);
    List<DetectedField> fields = detector.fields();
    Json json = new Json().beginObject();
    if (!fields.isEmpty()) {
      json.name("fields").beginArray();
      fields.forEach(field -> field(json, field));
      json.endArray().name("limit").number(limit);
    }
    return Warnings.inHeader(HttpResponse.json(200, json.endObject().toBytes()), found.context());
  }

  private static void field(Json json, DetectedField field) {
    json.beginObject().name("label").string(field.name());
    json.name("type").string(field.type().text());
    json.name("cardinality").number(field.values().size());
    json.name("parsers");
    if (field.parsers().isEmpty()) {
      // Logs Drilldown tells structured metadata by the null.
      json.nothing();
    } else {
      strings(json, field.parsers());
    }
    if (!field.jsonPath().isEmpty()) {
      json.name("jsonPath");
      strings(json, field.jsonPath());
    }
    json.endObject();
  }

  private static void strings(Json json, Iterable<String> values) {
    json.beginArray();
    values.forEach(json::string);
    json.endArray();
  }

  private HttpResponse values(HttpRequest request) throws IOException {
    int limit = limit(request);
    String name = request.pathParam("name");
    FieldDetector detector = new FieldDetector(Integer.MAX_VALUE);
    QueryRunner.Found found = lines(request);
    found.lines().forEach(detector::add);
    TreeSet<String> values = new TreeSet<>();
    for (DetectedField field : detector.fields()) {
      if (field.name().equals(name)) {
        field.values().stream()
            .map(DetectedFieldRoutes::forQuery)
            .distinct()
            .limit(limit)
            .forEach(values::add);
      }
    }
    Json json = new Json().beginObject();
    if (!values.isEmpty()) {
      json.name("values");
      strings(json, values);
      json.name("limit").number(limit);
    }
    return Warnings.inHeader(HttpResponse.json(200, json.endObject().toBytes()), found.context());
  }

  /** The value as it can stand in a label filter: sizes have no blank. */
  private static String forQuery(String value) {
    if (FieldType.of(value) != FieldType.BYTES) {
      return value;
    }
    try {
      return ByteSize.formatSi(ByteSize.parse(value)).replace(" ", "");
    } catch (ValueException e) {
      throw new IllegalStateException("a value of type bytes is a size: " + value, e);
    }
  }

  private static int limit(HttpRequest request) {
    String name = TimeParameters.text(request.param("limit")).isEmpty() ? "field_limit" : "limit";
    return QueryParameters.positive(request, name, DEFAULT_LIMIT);
  }

  private QueryRunner.Found lines(HttpRequest request) throws IOException {
    String text = TimeParameters.text(request.param("query"));
    return runner.lines(request, text, (tenant, limits) -> query(request, tenant, text, limits));
  }

  private QueryRequest query(
      HttpRequest request, String tenant, String text, QuerierLimits limits) {
    TimeParameters.Range range = TimeParameters.range(request, api.now());
    if (range.endNanos() < range.startNanos()) {
      throw QueryParameters.bad("end timestamp must not be before or equal to start time");
    }
    int lines = QueryParameters.positive(request, "line_limit", DEFAULT_LINES);
    long step = QueryParameters.step(request, range.endNanos() - range.startNanos());
    Query query = Parser.parse(text);
    if (!(query instanceof LogQuery)) {
      throw QueryParameters.bad("only log selector is supported");
    }
    QueryGuard.checkEntries(lines, limits);
    return new QueryRequest(
        tenant,
        query,
        range.startNanos(),
        range.endNanos(),
        step,
        lines,
        Direction.BACKWARD,
        0,
        false);
  }
}
