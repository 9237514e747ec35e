package io.millrace.service.http;

import org.jspecify.annotations.Nullable;

/** A request method that a route may name (RFC 9110, section 9). */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
  OPTIONS;

  private static final Method[] ALL = values();

  /** The method of that exact name, or null when no route can name it. */
  static @Nullable Method parse(String name) {
    for (Method method : ALL) {
      if (method.name().equals(name)) {
        return method;
      }
    }
    return null;
  }
}
