package io.millrace.agent.config;

import io.millrace.agent.journal.JournalSource;
import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code journal} section. */
final class JournalReader {
  private static final Duration MAX_AGE = Duration.ofHours(7);

  private JournalReader() {}

  static JournalSource read(ConfigMap map) {
    List<String> matches = new ArrayList<>();
    for (String each : map.string("matches", "").strip().split("\\s+", -1)) {
      // A condition that is none would be an option of journalctl's.
      if (each.matches("[A-Z0-9_]+=.+")) {
        matches.add(each);
      } else if (!each.isEmpty()) {
        map.problem("matches", "expected FIELD=value, found \"" + each + "\"");
      }
    }
    return new JournalSource(
        map.string("journalctl", "journalctl"),
        map.bool("json", false),
        map.duration("max_age", MAX_AGE),
        map.string("path", ""),
        matches,
        LabelReader.read(map, "labels"));
  }
}
