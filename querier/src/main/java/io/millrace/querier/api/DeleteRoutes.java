package io.millrace.querier.api;

import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import io.millrace.store.delete.DeleteRequest;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.units.GoDuration;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /loki/api/v1/delete} and what belongs to it. */
public final class DeleteRoutes {
  private static final String PATH = "/loki/api/v1/delete";

  private final DeleteRequests requests;
  private final DeleteSettings settings;
  private final Function<HttpRequest, String> tenant;
  private final Predicate<String> allowed;
  private final InstantSource clock;

  /**
   * Endpoints over the requests of a store.
   *
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param allowed whether a tenant may delete
   */
  public DeleteRoutes(
      DeleteRequests requests,
      DeleteSettings settings,
      Function<HttpRequest, String> tenant,
      Predicate<String> allowed,
      InstantSource clock) {
    this.requests = requests;
    this.settings = settings;
    this.tenant = tenant;
    this.allowed = allowed;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(Set.of(Method.POST, Method.PUT), PATH, this::create, RouteOptions.DEFAULT),
        new Route(Set.of(Method.GET), PATH, this::list, RouteOptions.DEFAULT),
        new Route(Set.of(Method.DELETE), PATH, this::cancel, RouteOptions.DEFAULT),
        new Route(
            Set.of(Method.GET),
            "/loki/api/v1/cache/generation_numbers",
            this::generation,
            RouteOptions.DEFAULT));
  }

  private String tenantOf(HttpRequest request) {
    String id = tenant.apply(request);
    if (!settings.enabled()) {
      throw DeleteParameters.refused("Retention is not enabled");
    }
    if (!allowed.test(id)) {
      throw new HttpException(403, "deletion is not available for this tenant\n");
    }
    return id;
  }

  private HttpResponse create(HttpRequest request) throws IOException {
    String id = tenantOf(request);
    DeleteParameters parameters = DeleteParameters.read(request, clock, settings.maxInterval());
    try {
      DeleteRequest stored =
          requests.add(id, parameters.query(), parameters.startNanos(), parameters.endNanos());
      return HttpResponse.empty(204).withHeader("X-Delete-Request-ID", stored.id());
    } catch (IllegalArgumentException _) {
      throw DeleteParameters.refused("invalid query expression");
    }
  }

  private HttpResponse list(HttpRequest request) {
    Json json = new Json().beginArray();
    for (DeleteRequest one : requests.list(tenantOf(request))) {
      write(json, one);
    }
    return HttpResponse.json(200, json.endArray().toBytes());
  }

  /** Clients decode start and end into integers; the creation has its milliseconds. */
  private static void write(Json json, DeleteRequest request) {
    json.beginObject();
    json.name("request_id").string(request.id());
    json.name("start_time").number(TimeUnit.NANOSECONDS.toSeconds(request.firstNanos()));
    json.name("end_time").number(TimeUnit.NANOSECONDS.toSeconds(request.lastNanos()));
    json.name("query").string(request.query());
    json.name("status").string(request.status());
    json.name("created_at").number(request.createdMillis() / 1000.0);
    json.name("user_id").string("");
    json.endObject();
  }

  private HttpResponse cancel(HttpRequest request) throws IOException {
    String id = tenantOf(request);
    DeleteRequest found =
        requests
            .find(id, request.params().get("request_id", ""))
            .orElseThrow(
                () -> new HttpException(404, "could not find delete request with given id\n"));
    if (found.isProcessed()) {
      throw DeleteParameters.refused(
          "deletion of request which is in process or already processed is not allowed");
    }
    boolean force = request.params().get("force", "").equals("true");
    if (!force && found.percent() > 0) {
      throw DeleteParameters.refused(
          "Unable to cancel partially completed delete request. To force, use the ?force query"
              + " parameter");
    }
    long deadline = found.createdMillis() + settings.cancelPeriod().toMillis();
    if (!force && deadline < clock.millis()) {
      throw DeleteParameters.refused(
          "deletion of request past the deadline of "
              + GoDuration.format(settings.cancelPeriod().toNanos())
              + " since its creation is not allowed");
    }
    requests.cancel(found);
    return HttpResponse.empty(204);
  }

  private HttpResponse generation(HttpRequest request) {
    String id = tenant.apply(request);
    return HttpResponse.json(200, new Json().string(requests.generation(id)).toBytes());
  }
}
