package io.millrace.cli;

import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints entries as a dry run of Promtail does: time, labels and line, tabs between them. */
final class EntryPrinter implements EntrySink {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long NANOS = 1_000_000_000;

  private final PrintWriter out;

  EntryPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public @Nullable Gate accept(LogEntry entry) {
    long nanos = entry.timestampNanos();
    Instant time = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    out.println(TIME.format(time) + "\t" + entry.labels() + "\t" + entry.text());
    out.flush();
    return null;
  }
}
