package io.millrace.ingester.bulk;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What shippers ask an Elasticsearch before they push: who it is, whether it is well, whether
 * theirs is a licence, and that it take templates and policies, which mean nothing here.
 */
final class BulkProbes {
  /** Of an Elasticsearch whose {@code _bulk} is this one; clients choose their requests by it. */
  private static final String VERSION = "8.19.0";

  private static final String ABOUT =
      """
      {"name":"millrace","cluster_name":"millrace","cluster_uuid":"millrace",\
      "version":{"number":"%s","build_flavor":"default","build_type":"tar",\
      "minimum_wire_compatibility_version":"7.17.0","minimum_index_compatibility_version":"7.0.0"},\
      "tagline":"You Know, for Search"}"""
          .formatted(VERSION);

  private static final String LICENSE =
      """
      {"license":{"uid":"millrace","type":"basic","mode":"basic","status":"active"}}""";

  private static final String HEALTH =
      """
      {"cluster_name":"millrace","status":"green","timed_out":false,"number_of_nodes":1}""";

  private static final String ACKNOWLEDGED = "{\"acknowledged\":true}";
  private static final Set<Method> READ = Set.of(Method.GET);
  private static final Set<Method> READ_AND_WRITE = Set.of(Method.GET, Method.PUT);

  private final String prefix;
  private final Function<HttpRequest, String> tenant;

  BulkProbes(String prefix, Function<HttpRequest, String> tenant) {
    this.prefix = prefix;
    this.tenant = tenant;
  }

  List<Route> routes() {
    return List.of(
        route(READ, "", ABOUT),
        route(READ, "/", ABOUT),
        route(READ, "/_license", LICENSE),
        route(READ, "/_cluster/health", HEALTH),
        route(READ_AND_WRITE, "/_ilm/policy/{name}", ACKNOWLEDGED),
        route(READ_AND_WRITE, "/_index_template/{name}", ACKNOWLEDGED));
  }

  private Route route(Set<Method> methods, String path, String answer) {
    HttpHandler handler =
        request -> {
          String _ = tenant.apply(request);
          return BulkAnswer.json(200, answer);
        };
    return new Route(methods, prefix + path, handler, RouteOptions.DEFAULT);
  }
}
