package io.millrace.agent.journal;

import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import java.time.Duration;
import java.util.List;

/**
 * A {@code journal} section.
 *
 * @param command journalctl's name or path
 * @param isJson whether the line is all fields as JSON, else the field {@code MESSAGE}
 * @param maxAge entries older than this at the start are left out
 * @param directory of the journal; empty for systemd's own places
 * @param matches conditions such as {@code _SYSTEMD_UNIT=ssh.service}
 * @param labels of every entry
 */
public record JournalSource(
    String command,
    boolean isJson,
    Duration maxAge,
    String directory,
    List<String> matches,
    Labels labels)
    implements InputSource {
  public JournalSource {
    matches = List.copyOf(matches);
  }

  @Override
  public String kind() {
    return "journal";
  }

  @Override
  public RunningInput open(InputContext context) {
    return JournalFollower.start(this, context);
  }
}
