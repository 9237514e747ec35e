package io.millrace.agent.config;

import io.millrace.agent.receive.PushSource;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ServerConfig;

/** Reads a {@code loki_push_api} section. */
final class PushReader {
  private static final int DEFAULT_PORT = 80;

  private PushReader() {}

  static PushSource read(ConfigMap map) {
    ConfigMap server = map.section("server");
    server.ignore("profiling_enabled", "external_url", "health_check_target", "disable");
    server.ignore("enable_runtime_reload");
    return new PushSource(
        ServerConfig.from(server, DEFAULT_PORT),
        LabelReader.read(map, "labels"),
        map.bool("use_incoming_timestamp", false));
  }
}
