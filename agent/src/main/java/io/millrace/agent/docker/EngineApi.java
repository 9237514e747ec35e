package io.millrace.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The engine's requests. Safe for use by any thread. */
final class EngineApi {
  private static final int MAX_JSON_BYTES = 64 << 20;
  private static final int MAX_ERROR_BYTES = 64 << 10;
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DockerSource source;

  EngineApi(DockerSource source) {
    this.source = source;
  }

  /** A response that is still being read. */
  record Open(EngineConnection connection, EngineResponse response) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** The containers that run and match the filters. */
  JsonNode containers() throws IOException {
    String filters = JSON.writeValueAsString(source.filters());
    return json("/containers/json?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
  }

  JsonNode networks() throws IOException {
    return json("/networks");
  }

  /** Whether a container's output is a terminal's. */
  boolean hasTerminal(String container) throws IOException {
    return json("/containers/" + container + "/json").path("Config").path("Tty").asBoolean();
  }

  /**
   * The log of a container, and what comes.
   *
   * @param sinceSeconds since 1970
   */
  Open logs(String container, long sinceSeconds) throws IOException {
    return get(
        "/containers/"
            + container
            + "/logs?follow=1&stdout=1&stderr=1&timestamps=1&since="
            + sinceSeconds);
  }

  private JsonNode json(String path) throws IOException {
    try (Open open = get(path)) {
      return JSON.readTree(open.response().text(MAX_JSON_BYTES));
    }
  }

  private Open get(String path) throws IOException {
    EngineConnection connection = EngineConnection.open(source);
    try {
      String host = source.host().getHost() == null ? "docker" : source.host().getAuthority();
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      connection.out().write(request.getBytes(StandardCharsets.US_ASCII));
      connection.out().flush();
      EngineResponse response = EngineResponse.read(connection.in());
      if (response.status() != OK) {
        throw new IOException(
            path
                + " was answered with "
                + response.status()
                + ": "
                + response.text(MAX_ERROR_BYTES).strip());
      }
      return new Open(connection, response);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
