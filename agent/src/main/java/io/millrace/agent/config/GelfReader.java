package io.millrace.agent.config;

import io.millrace.agent.gelf.GelfSource;
import io.millrace.service.config.ConfigMap;

/** Reads a {@code gelf} section. */
final class GelfReader {
  private GelfReader() {}

  static GelfSource read(ConfigMap map) {
    return new GelfSource(
        SyslogReader.address(map, map.string("listen_address", ":12201")),
        LabelReader.read(map, "labels"),
        map.bool("use_incoming_timestamp", false));
  }
}
