package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.Progress;
import io.millrace.labels.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code -inspect}: tells what each stage changes of each entry. */
public final class StageInspector {
  private final Consumer<String> report;

  /**
   * An inspector.
   *
   * @param report gets a text of several lines for each entry and stage; by any thread
   */
  public StageInspector(Consumer<String> report) {
    this.report = report;
  }

  /** The same stage, watched. */
  StageFactory watch(String name, StageFactory stage) {
    return context -> new Watched(name, stage.create(context));
  }

  /** What an entry was before a stage. */
  private record Before(
      long timestampNanos, Labels labels, Labels metadata, String line, Map<String, Object> found) {
    static Before of(LogEntry entry) {
      Map<String, Object> found = new LinkedHashMap<>();
      entry.extracted().forEach((name, value) -> found.put(name, String.valueOf(value)));
      return new Before(
          entry.timestampNanos(), entry.labels(), entry.metadata(), entry.text(), found);
    }
  }

  private final class Watched implements Stage {
    private final String name;
    private final Stage stage;

    Watched(String name, Stage stage) {
      this.name = name;
      this.stage = stage;
    }

    @Override
    public void process(LogEntry entry, EntryConsumer next) {
      Before before = Before.of(entry);
      boolean[] passed = {false};
      stage.process(
          entry,
          after -> {
            passed[0] = true;
            report.accept(difference(name, before, Before.of(after)));
            next.accept(after);
          });
      if (!passed[0]) {
        report.accept("[inspect: " + name + " stage]: withheld or dropped: " + before.line());
      }
    }

    @Override
    public void tick(long nowNanos, EntryConsumer next) {
      stage.tick(nowNanos, next);
    }

    @Override
    public void end(EntryConsumer next) {
      stage.end(next);
    }

    @Override
    public long heldFrom(Progress content) {
      return stage.heldFrom(content);
    }
  }

  private static String difference(String name, Before before, Before after) {
    StringBuilder out = new StringBuilder("[inspect: ").append(name).append(" stage]:");
    compare(out, "Entry.Timestamp", before.timestampNanos, after.timestampNanos);
    compare(out, "Entry.Line", before.line, after.line);
    compare(out, "Labels", before.labels, after.labels);
    compare(out, "StructuredMetadata", before.metadata, after.metadata);
    after.found.forEach(
        (key, value) -> compare(out, "Extracted." + key, before.found.get(key), value));
    before.found.forEach(
        (key, value) -> {
          if (!after.found.containsKey(key)) {
            compare(out, "Extracted." + key, value, null);
          }
        });
    return out.toString();
  }

  private static void compare(
      StringBuilder out, String what, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) {
      out.append('\n').append(what);
      if (before != null) {
        out.append("\n\t-: ").append(before);
      }
      if (after != null) {
        out.append("\n\t+: ").append(after);
      }
    }
  }
}
