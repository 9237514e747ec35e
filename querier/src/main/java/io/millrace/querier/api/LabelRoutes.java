package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.QueryContext;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpHandler;
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
        Route.getOrPost("/loki/api/v1/labels", answering(this::names, LabelRoutes::v1)),
        Route.getOrPost("/loki/api/v1/label", answering(this::names, LabelRoutes::v1)),
        Route.getOrPost(
            "/loki/api/v1/label/{name}/values", answering(this::values, LabelRoutes::v1)),
        Route.getOrPost("/loki/api/v1/series", answering(this::series, LabelRoutes::streams)),
        Route.getOrPost("/api/prom/label", answering(this::names, LabelRoutes::legacy)),
        Route.getOrPost(
            "/api/prom/label/{name}/values", answering(this::values, LabelRoutes::legacy)),
        Route.getOrPost("/api/prom/series", answering(this::series, LabelRoutes::streams)));
  }

  /** A request for what streams there are, and one who waits for the answer. */
  private record Look(
      HttpRequest request, String tenant, TimeParameters.Range range, QueryContext context) {}

  private interface Finder<T> {
    List<T> find(Look look) throws IOException;
  }

  private interface Answer<T> {
    HttpResponse of(List<T> found, QueryContext context);
  }

  private <T> HttpHandler answering(Finder<T> finder, Answer<T> answer) {
    return request -> {
      String tenant = api.tenant(request);
      QuerierLimits limits = api.limits(tenant);
      TimeParameters.Range range = MetadataRange.ofLabels(request, limits, api.now());
      Look look = new Look(request, tenant, range, api.context(request, limits));
      return QueryRunner.refusing(() -> answer.of(finder.find(look), look.context()));
    };
  }

  private static List<LabelMatcher> matchers(HttpRequest request) {
    String text = TimeParameters.text(request.param("query"));
    if (text.isEmpty()) {
      return List.of();
    }
    return Selectors.parse(text);
  }

  private List<String> names(Look look) throws IOException {
    return api.reader()
        .labelNames(
            look.tenant(),
            matchers(look.request()),
            look.range().startNanos(),
            look.range().endNanos(),
            look.context());
  }

  private List<String> values(Look look) throws IOException {
    return api.reader()
        .labelValues(
            look.tenant(),
            look.request().pathParam("name"),
            matchers(look.request()),
            look.range().startNanos(),
            look.range().endNanos(),
            look.context());
  }

  private List<Labels> series(Look look) throws IOException {
    TreeSet<Labels> found = new TreeSet<>();
    for (List<LabelMatcher> group : groups(look.request())) {
      found.addAll(
          api.reader()
              .series(
                  look.tenant(),
                  group,
                  look.range().startNanos(),
                  look.range().endNanos(),
                  look.context()));
    }
    return List.copyOf(found);
  }

  private static HttpResponse v1(List<String> names, QueryContext context) {
    Json json = new Json().beginObject().name("status").string("success");
    if (!names.isEmpty()) {
      json.name("data").beginArray();
      names.forEach(json::string);
      json.endArray();
    }
    Warnings.write(json, context.warnings());
    return HttpResponse.json(200, json.endObject().toBytes());
  }

  private static HttpResponse legacy(List<String> names, QueryContext context) {
    Json json = new Json().beginObject();
    if (!names.isEmpty()) {
      json.name("values").beginArray();
      names.forEach(json::string);
      json.endArray();
    }
    return Warnings.inHeader(HttpResponse.json(200, json.endObject().toBytes()), context);
  }

  private static HttpResponse streams(List<Labels> found, QueryContext context) {
    Json json = new Json().beginObject().name("status").string("success");
    json.name("data").beginArray();
    for (Labels labels : found) {
      json.beginObject();
      labels.forEach((name, value) -> json.name(name).string(value));
      json.endObject();
    }
    json.endArray();
    Warnings.write(json, context.warnings());
    return HttpResponse.json(200, json.endObject().toBytes());
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
