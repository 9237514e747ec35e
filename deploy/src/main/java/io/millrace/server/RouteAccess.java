package io.millrace.server;

import io.millrace.service.auth.Access;
import io.millrace.service.http.Route;
import java.util.List;

/** Who may use which route, when there are users. What is not named here is for administrators. */
final class RouteAccess {
  private static final List<String> OF_TENANTS =
      List.of(
          "/loki/api/",
          "/api/prom/",
          "/otlp/",
          "/prometheus/api/",
          "/config/tenant/",
          "/_bulk",
          "/{index}/_bulk",
          "/elasticsearch");

  private RouteAccess() {}

  static Access of(Route route) {
    String path = route.pathTemplate();
    return switch (path) {
      case "/ready", "/live" -> Access.OPEN;
      case "/metrics", "/openapi.yaml", "/loki/api/v1/status/buildinfo" -> Access.USER;
      default -> OF_TENANTS.stream().anyMatch(path::startsWith) ? Access.TENANT : Access.ADMIN;
    };
  }
}
