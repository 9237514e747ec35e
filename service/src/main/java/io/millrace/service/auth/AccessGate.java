package io.millrace.service.auth;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.tenant.Tenants;
import java.util.function.Function;

/**
 * Puts the check of users in front of routes. A request without a right user is answered by 401,
 * one for somebody else's tenant by 403; one that names no tenant gets its user's, if that has one
 * only.
 */
public final class AccessGate {
  private final Authenticator users;
  private final Tenants tenants;
  private final Function<Route, Access> access;

  /**
   * A gate.
   *
   * @param access who may use a route
   */
  public AccessGate(Authenticator users, Tenants tenants, Function<Route, Access> access) {
    this.users = users;
    this.tenants = tenants;
    this.access = access;
  }

  /** The same route behind the gate. */
  public Route protect(Route route) {
    HttpHandler handler = route.handler();
    return switch (access.apply(route)) {
      case OPEN -> route;
      case USER -> route.with(behind(handler, false, false));
      case ADMIN -> route.with(behind(handler, true, false));
      case TENANT -> route.with(behind(handler, false, true));
    };
  }

  private HttpHandler behind(HttpHandler handler, boolean admin, boolean ofTenant) {
    return request -> {
      User user = users.find(request.header("Authorization"));
      if (user == null) {
        return HttpResponse.text(401, "a user's name and password, or a token, is needed\n")
            .withHeader("WWW-Authenticate", "Basic realm=\"millrace\", charset=\"UTF-8\"");
      }
      if (admin && !user.admin()) {
        return HttpResponse.text(403, "only for administrators\n");
      }
      return ofTenant && tenants.isAuthEnabled()
          ? forTenant(handler, request, user)
          : handler.handle(request);
    };
  }

  private HttpResponse forTenant(HttpHandler handler, HttpRequest request, User user)
      throws Exception {
    String header = request.header(Tenants.HEADER);
    String only = user.onlyTenant();
    HttpRequest named =
        (header == null || header.isEmpty()) && only != null
            ? request.withHeader(Tenants.HEADER, only)
            : request;
    for (String tenant : tenants.all(named)) {
      if (!user.mayUse(tenant)) {
        return HttpResponse.text(403, "the user may not name the tenant '" + tenant + "'\n");
      }
    }
    return handler.handle(named);
  }
}
