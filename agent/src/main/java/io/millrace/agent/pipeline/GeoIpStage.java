package io.millrace.agent.pipeline;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.geoip.GeoDatabase;
import io.millrace.agent.geoip.GeoLabels;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigMap;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code geoip}: labels for the address in an extracted value. What is no address, and an address
 * that is not in the database, changes nothing.
 */
record GeoIpStage(GeoDatabase database, GeoLabels kind, String source, AgentClock clock)
    implements Stage {
  private static final int IPV4_DOTS = 3;

  /** A config with a problem is not run, whatever its stage does. */
  private static final StageFactory NOTHING = StageFactory.edit(_ -> {});

  static StageFactory read(ConfigMap options) {
    String file = options.requiredString("db");
    String source = options.requiredString("source");
    String kind = options.choice("db_type", "", List.of("", "city", "asn", "country"));
    if (kind.isEmpty()) {
      options.problem("db_type", "missing, expected city, asn or country");
    }
    if (file.isEmpty() || kind.isEmpty()) {
      return NOTHING;
    }
    try {
      GeoDatabase database = GeoDatabase.open(Path.of(file), AgentClock.SYSTEM.nanoTime());
      GeoLabels labels = GeoLabels.valueOf(kind.toUpperCase(Locale.ROOT));
      return context -> new GeoIpStage(database, labels, source, context.clock());
    } catch (NoSuchFileException ignored) {
      options.problem("db", "\"" + file + "\" does not exist");
    } catch (IOException e) {
      options.problem("db", "\"" + file + "\" cannot be opened: " + e.getMessage());
    }
    return NOTHING;
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    InetAddress address = address(Values.text(entry.extracted().getOrDefault(source, null)));
    if (address != null) {
      Map<?, ?> found = database.find(address, clock.nanoTime());
      if (found != null) {
        Labels.Builder labels = entry.labels().toBuilder();
        kind.read(found, labels::set);
        entry.labels(labels.build());
      }
    }
    next.accept(entry);
  }

  /** An address in its whole form; a name is never looked up. */
  private static @Nullable InetAddress address(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean isWhole =
        text.indexOf(':') >= 0 || text.chars().filter(each -> each == '.').count() == IPV4_DOTS;
    try {
      return isWhole ? InetAddress.ofLiteral(text) : null;
    } catch (IllegalArgumentException ignored) {
      return null;
    }
  }
}
