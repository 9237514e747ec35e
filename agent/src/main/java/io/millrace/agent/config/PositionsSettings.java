package io.millrace.agent.config;

import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code positions}.
 *
 * @param file Promtail's file; ours lies beside it
 * @param syncPeriod how often what was acknowledged is written; Promtail writes every 10 seconds
 *     what was read
 */
public record PositionsSettings(Path file, Duration syncPeriod) {
  static PositionsSettings from(ConfigMap map) {
    // A damaged state never keeps the agent from starting, so this changes nothing.
    map.bool("ignore_invalid_yaml", false);
    return new PositionsSettings(
        Path.of(map.string("filename", "/var/log/positions.yaml")),
        map.duration("sync_period", Duration.ofSeconds(1), Duration.ofMillis(1)));
  }
}
