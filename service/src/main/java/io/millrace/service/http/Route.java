package io.millrace.service.http;

import java.util.Locale;
import java.util.Set;

/**
 * One entry of the server's table: which requests, who answers, under which limits.
 *
 * <p>A path template is a list of segments: {@code /loki/api/v1/label/{name}/values}. {@code
 * {name}} takes one segment that is not empty; {@code {name...}}, only as the last segment, takes
 * the rest of the path, which may be empty. A literal segment wins over a parameter. The request's
 * path is matched before percent-decoding, so {@code %2F} stays within its segment.
 *
 * @param methods what it answers; a route for GET answers HEAD too
 * @param pathTemplate starts with a slash; without the server's path prefix
 */
public record Route(
    Set<Method> methods, String pathTemplate, HttpHandler handler, RouteOptions options) {
  public Route {
    methods = Set.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("a route without methods: " + pathTemplate);
    }
    if (!pathTemplate.startsWith("/")) {
      throw new IllegalArgumentException("a path template starts with '/': " + pathTemplate);
    }
  }

  /** A route for GET (and HEAD) with the default limits. */
  public static Route get(String pathTemplate, HttpHandler handler) {
    return new Route(Set.of(Method.GET), pathTemplate, handler, RouteOptions.DEFAULT);
  }

  /** A route for POST with the default limits. */
  public static Route post(String pathTemplate, HttpHandler handler) {
    return new Route(Set.of(Method.POST), pathTemplate, handler, RouteOptions.DEFAULT);
  }

  /** A route for GET (and HEAD) and POST with the default limits, as Loki's query API has it. */
  public static Route getOrPost(String pathTemplate, HttpHandler handler) {
    return new Route(Set.of(Method.GET, Method.POST), pathTemplate, handler, RouteOptions.DEFAULT);
  }

  /** The same route under other limits. */
  public Route with(RouteOptions newOptions) {
    return new Route(methods, pathTemplate, handler, newOptions);
  }

  /** The same route with another handler, for example this one's wrapped. */
  public Route with(HttpHandler newHandler) {
    return new Route(methods, pathTemplate, newHandler, options);
  }

  /**
   * The route's name in metrics: the template with each run of other characters as one underscore,
   * as in {@code loki_api_v1_push}.
   */
  public String metricName() {
    String name = pathTemplate.replaceAll("[^a-zA-Z0-9]+", "_").replaceAll("^_|_$", "");
    return name.isEmpty() ? "root" : name.toLowerCase(Locale.ROOT);
  }
}
