package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.QueryContext;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.store.LabelMatcher;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The endpoints that say how much there is: index/stats and detected_labels. */
public final class IndexRoutes {
  private static final Set<String> ALWAYS_SHOWN = Set.of("cluster", "namespace", "instance", "pod");
  private static final int UUID_LENGTH = 36;

  private final ApiContext api;

  public IndexRoutes(ApiContext api) {
    this.api = api;
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost(
            "/loki/api/v1/index/stats", request -> QueryRunner.refusing(() -> stats(request))),
        Route.getOrPost(
            "/loki/api/v1/detected_labels",
            request -> QueryRunner.refusing(() -> detectedLabels(request))));
  }

  private TimeParameters.Range range(HttpRequest request, String tenant) throws IOException {
    return MetadataRange.of(request, api.limits(tenant), api.now());
  }

  private HttpResponse stats(HttpRequest request) throws IOException {
    String tenant = api.tenant(request);
    TimeParameters.Range range = range(request, tenant);
    List<LabelMatcher> matchers = Selectors.parse(TimeParameters.text(request.param("query")));
    QueryContext context = api.context(request, api.limits(tenant));
    int streams = 0;
    int blocks = 0;
    double entries = 0;
    double bytes = 0;
    for (BlockSums sum : BlockSums.of(api.reader(), tenant, matchers, range, context)) {
      streams++;
      blocks += sum.blocks();
      entries += sum.entries();
      bytes += sum.bytes();
    }
    Json json = new Json().beginObject();
    json.name("streams").number(streams).name("chunks").number(blocks);
    json.name("bytes").number(Math.round(bytes)).name("entries").number(Math.round(entries));
    return Warnings.inHeader(HttpResponse.json(200, json.endObject().toBytes()), context);
  }

  private HttpResponse detectedLabels(HttpRequest request) throws IOException {
    String tenant = api.tenant(request);
    TimeParameters.Range range = range(request, tenant);
    String query = TimeParameters.text(request.param("query"));
    List<LabelMatcher> matchers = query.isEmpty() ? List.of() : Selectors.parseOrAll(query);
    QueryContext context = api.context(request, api.limits(tenant));
    Map<String, Set<String>> values = new TreeMap<>();
    for (Labels stream :
        api.reader().series(tenant, matchers, range.startNanos(), range.endNanos(), context)) {
      stream.forEach(
          (name, value) -> values.computeIfAbsent(name, _ -> new HashSet<>()).add(value));
    }
    values.entrySet().removeIf(label -> !isShown(label.getKey(), label.getValue()));
    Json json = new Json().beginObject();
    if (!values.isEmpty()) {
      json.name("detectedLabels").beginArray();
      values.forEach(
          (name, found) ->
              json.beginObject()
                  .name("label")
                  .string(name)
                  .name("cardinality")
                  .number(found.size())
                  .endObject());
      json.endArray();
    }
    return Warnings.inHeader(HttpResponse.json(200, json.endObject().toBytes()), context);
  }

  /** Labels whose values are all ids are of no use to choose by. */
  private static boolean isShown(String name, Set<String> values) {
    if (ALWAYS_SHOWN.contains(name)) {
      return true;
    }
    if (values.size() <= 2 && values.stream().allMatch(v -> v.equals("0") || v.equals("1"))) {
      return true;
    }
    return !values.stream().allMatch(IndexRoutes::isId);
  }

  private static boolean isId(String value) {
    if (value.length() == UUID_LENGTH && value.indexOf('-') == 8) {
      return true;
    }
    try {
      return !Double.isNaN(GoFloat.parse(value));
    } catch (ValueException notANumber) {
      return false;
    }
  }
}
