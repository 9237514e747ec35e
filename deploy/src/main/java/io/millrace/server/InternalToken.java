package io.millrace.server;

import io.millrace.service.config.Secret;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the routes between processes of one installation for those who know its token. Without a
 * token they are for administrators if there are users, and for everybody if there are none.
 */
record InternalToken(@Nullable Secret token) {
  private static final String PREFIX = "/internal/";
  private static final String BEARER = "Bearer ";

  boolean guards(Route route) {
    return token != null && !token.isEmpty() && route.pathTemplate().startsWith(PREFIX);
  }

  /** The route, which asks for the token if it is one of those. */
  Route protect(Route route) {
    if (!guards(route)) {
      return route;
    }
    HttpHandler handler = route.handler();
    return route.with(
        request -> {
          if (!isKnown(request)) {
            throw new HttpException(401, "the internal token is missing or another\n");
          }
          return handler.handle(request);
        });
  }

  private boolean isKnown(HttpRequest request) {
    String given = request.header("Authorization");
    if (token == null || given == null || !given.startsWith(BEARER)) {
      return false;
    }
    return MessageDigest.isEqual(
        given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
        token.reveal().getBytes(StandardCharsets.UTF_8));
  }
}
