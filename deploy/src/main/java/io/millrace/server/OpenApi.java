package io.millrace.server;

import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the HTTP API, which a test holds against the routes. */
final class OpenApi {
  private static final String RESOURCE = "openapi.yaml";

  private OpenApi() {}

  /** {@code GET /openapi.yaml}. */
  static Route route() {
    byte[] description = read();
    return Route.get(
        "/openapi.yaml", _ -> HttpResponse.bytes(200, "application/yaml", description));
  }

  private static byte[] read() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
