package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.store.LabelMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The endpoints that list labels, their values, and streams. */
public final class LabelRoutes {
  private final ApiContext api;

  public LabelRoutes(ApiContext api) {
    this.api = api;
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost("/loki/api/v1/labels", request -> v1(names(request))),
        Route.getOrPost("/loki/api/v1/label", request -> v1(names(request))),
        Route.getOrPost("/loki/api/v1/label/{name}/values", request -> v1(values(request))),
        Route.getOrPost("/loki/api/v1/series", this::series),
        Route.getOrPost("/api/prom/label", request -> legacy(names(request))),
        Route.getOrPost("/api/prom/label/{name}/values", request -> legacy(values(request))),
        Route.getOrPost("/api/prom/series", this::series));
  }

  private TimeParameters.Range range(HttpRequest request, String tenant) throws IOException {
    return MetadataRange.ofLabels(request, api.limits(tenant), api.now());
  }

  private static List<LabelMatcher> matchers(HttpRequest request) {
    String text = TimeParameters.text(request.param("query"));
    if (text.isEmpty()) {
      return List.of();
    }
    return Selectors.parse(text);
  }

  private List<String> names(HttpRequest request) throws IOException {
    String tenant = api.tenant(request);
    TimeParameters.Range range = range(request, tenant);
    return api.reader().labelNames(tenant, matchers(request), range.startNanos(), range.endNanos());
  }

  private List<String> values(HttpRequest request) throws IOException {
    String tenant = api.tenant(request);
    TimeParameters.Range range = range(request, tenant);
    return api.reader()
        .labelValues(
            tenant,
            request.pathParam("name"),
            matchers(request),
            range.startNanos(),
            range.endNanos());
  }

  private static HttpResponse v1(List<String> names) {
    Json json = new Json().beginObject().name("status").string("success");
    if (!names.isEmpty()) {
      json.name("data").beginArray();
      names.forEach(json::string);
      json.endArray();
    }
    return HttpResponse.json(200, json.endObject().toBytes());
  }

  private static HttpResponse legacy(List<String> names) {
    Json json = new Json().beginObject();
    if (!names.isEmpty()) {
      json.name("values").beginArray();
      names.forEach(json::string);
      json.endArray();
    }
    return HttpResponse.json(200, json.endObject().toBytes());
  }

  private HttpResponse series(HttpRequest request) throws IOException {
    String tenant = api.tenant(request);
    TimeParameters.Range range = range(request, tenant);
    TreeSet<Labels> found = new TreeSet<>();
    for (List<LabelMatcher> group : groups(request)) {
      found.addAll(api.reader().series(tenant, group, range.startNanos(), range.endNanos()));
    }
    Json json = new Json().beginObject().name("status").string("success");
    json.name("data").beginArray();
    for (Labels labels : found) {
      json.beginObject();
      labels.forEach((name, value) -> json.name(name).string(value));
      json.endObject();
    }
    return HttpResponse.json(200, json.endArray().endObject().toBytes());
  }

  /** The selectors to list; without any, or with {@code {}} alone, all streams. */
  private static List<List<LabelMatcher>> groups(HttpRequest request) {
    List<String> texts = new ArrayList<>(request.params().all("match"));
    texts.addAll(request.params().all("match[]"));
    texts.removeIf(String::isEmpty);
    boolean all =
        texts.isEmpty() || (texts.size() == 1 && texts.getFirst().replace(" ", "").equals("{}"));
    if (all) {
      return List.of(List.of());
    }
    List<List<LabelMatcher>> groups = new ArrayList<>();
    for (String text : texts) {
      if (text.replace(" ", "").equals("{}")) {
        throw new HttpException(400, "0 matchers in group: " + text);
      }
      groups.add(Selectors.parse(text));
    }
    return groups;
  }
}
