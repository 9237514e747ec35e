package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code drop}: drops entries that meet all conditions given. */
record DropStage(Conditions conditions, StageContext context) implements Stage {
  /**
   * What an entry has to meet; each null when it is not given.
   *
   * @param sources names of extracted values; empty for the line
   * @param olderThanNanos age of the entry's time
   * @param longerThanBytes of the line; negative when it is not given
   */
  record Conditions(
      List<String> sources,
      String separator,
      @Nullable Pattern expression,
      @Nullable String value,
      long olderThanNanos,
      long longerThanBytes,
      String reason) {}

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    if (isMet(entry)) {
      context.drops().dropped(conditions.reason());
    } else {
      next.accept(entry);
    }
  }

  private static boolean isNoText(Map<String, @Nullable Object> values, String source) {
    return values.containsKey(source) && Values.text(values.get(source)) == null;
  }

  private boolean isMet(LogEntry entry) {
    Conditions c = conditions;
    if (c.longerThanBytes() >= 0 && entry.length() <= c.longerThanBytes()) {
      return false;
    }
    if (c.olderThanNanos() >= 0
        && entry.timestampNanos() >= context.clock().epochNanos() - c.olderThanNanos()) {
      return false;
    }
    if (c.sources().isEmpty()) {
      return c.expression() == null || c.expression().matcher(entry.text()).find();
    }
    Map<String, @Nullable Object> values = entry.extracted();
    if (c.expression() == null && c.value() == null) {
      return c.sources().stream().allMatch(values::containsKey);
    }
    if (c.sources().stream().anyMatch(each -> isNoText(values, each))) {
      return false;
    }
    String joined =
        c.sources().stream()
            .map(source -> Values.text(values.get(source)))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(c.separator()));
    return c.expression() != null
        ? c.expression().matcher(joined).find()
        : joined.equals(c.value());
  }
}
