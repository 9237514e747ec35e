package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.labels.Labels;
import io.millrace.units.GoLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code timestamp}: takes the entry's time from an extracted value. */
final class TimestampStage implements Stage {
  private static final int MAX_STREAMS = 10_000;
  private static final Pattern SECONDS = Pattern.compile("[+-]?[0-9]{1,20}(?:\\.[0-9]{1,20})?");

  private final Options options;
  private final StageContext context;

  /** The last time of each label set, the longest unused one first. */
  private final Map<Labels, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Labels, Long> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  /** Reads one format. */
  @FunctionalInterface
  interface Format {
    /**
     * Nanoseconds since 1970.
     *
     * @throws DateTimeException or another {@link RuntimeException} for numbers when it is none
     */
    long parse(String text, ZoneId zone, LocalDate today);

    /** A number of Unix time, a named layout or a custom one. */
    static Format of(String format) {
      return switch (format) {
        case "Unix" -> (text, _, _) -> seconds(text);
        case "UnixMs" -> (text, _, _) -> Math.multiplyExact(Long.parseLong(text), 1_000_000L);
        case "UnixUs" -> (text, _, _) -> Math.multiplyExact(Long.parseLong(text), 1_000L);
        case "UnixNs" -> (text, _, _) -> Long.parseLong(text);
        default -> new LayoutFormat(GoLayout.named(format));
      };
    }

    /** Digits, perhaps with a sign before and a fraction behind them. */
    private static long seconds(String text) {
      if (!SECONDS.matches(text)) {
        throw new NumberFormatException("no seconds: " + text);
      }
      return new BigDecimal(text).movePointRight(9).setScale(0, RoundingMode.DOWN).longValueExact();
    }
  }

  /**
   * Settings.
   *
   * @param formats tried in order
   * @param fudges whether an entry without a readable time gets the last one and a nanosecond
   */
  record Options(String source, List<Format> formats, ZoneId zone, boolean fudges) {}

  TimestampStage(Options options, StageContext context) {
    this.options = options;
    this.context = context;
  }

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = Values.text(entry.extracted().get(options.source()));
    Long time = text == null ? null : parse(text);
    if (time != null) {
      entry.timestampNanos(time);
      last.put(entry.labels(), time);
    } else if (options.fudges()) {
      Long before = last.get(entry.labels());
      if (before != null) {
        entry.timestampNanos(before + 1);
        last.put(entry.labels(), before + 1);
      }
    }
    next.accept(entry);
  }

  private @org.jspecify.annotations.Nullable Long parse(String text) {
    LocalDate today =
        Instant.ofEpochMilli(context.clock().epochMillis()).atZone(ZoneOffset.UTC).toLocalDate();
    for (Format each : options.formats()) {
      try {
        return each.parse(text, options.zone(), today);
      } catch (DateTimeException | ArithmeticException | NumberFormatException ignored) {
        // The next format may fit; when none does, the action on failure decides.
      }
    }
    return null;
  }
}
