package io.millrace.agent.pipeline;

import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import io.millrace.labels.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stages that set and remove labels. */
final class LabelStages {
  private LabelStages() {}

  /** {@code labels}: sets labels from extracted values; {@code sources} is value by label. */
  static StageFactory labels(Map<String, String> sources) {
    return _ -> new FromExtracted(sources);
  }

  private static final class FromExtracted implements Stage {
    private final Map<String, LabelSetter> setters = new LinkedHashMap<>();
    private final Map<String, String> sources;

    FromExtracted(Map<String, String> sources) {
      this.sources = sources;
      sources.keySet().forEach(name -> setters.put(name, new LabelSetter(name)));
    }

    @Override
    public void process(LogEntry entry, EntryConsumer next) {
      Map<String, @Nullable Object> values = entry.extracted();
      setters.forEach(
          (label, setter) -> {
            String value = Values.text(values.get(sources.get(label)));
            if (value != null) {
              entry.labels(setter.set(entry.labels(), value));
            }
          });
      next.accept(entry);
    }
  }

  /** {@code static_labels}. */
  static StageFactory fixed(Map<String, String> labels) {
    return _ -> {
      Map<LabelSetter, String> setters = new LinkedHashMap<>();
      labels.forEach((name, value) -> setters.put(new LabelSetter(name), value));
      return (entry, next) -> {
        setters.forEach((setter, value) -> entry.labels(setter.set(entry.labels(), value)));
        next.accept(entry);
      };
    };
  }

  /** {@code labeldrop}. */
  static StageFactory drop(List<String> names) {
    return _ -> {
      List<LabelSetter> setters = names.stream().map(LabelSetter::new).toList();
      return (entry, next) -> {
        for (LabelSetter each : setters) {
          entry.labels(each.set(entry.labels(), ""));
        }
        next.accept(entry);
      };
    };
  }

  /** {@code labelallow}: removes all others, {@code filename} too. */
  static StageFactory allow(Set<String> names) {
    return StageFactory.edit(
        entry -> {
          Labels.Builder kept = Labels.empty().toBuilder();
          entry
              .labels()
              .forEach(
                  (name, value) -> {
                    if (names.contains(name)) {
                      kept.set(name, value);
                    }
                  });
          entry.labels(kept.build());
        });
  }

  /**
   * {@code structured_metadata}: sets metadata from extracted values, else from labels; a label
   * with the source's name and the same value is taken out of the labels.
   */
  static StageFactory metadata(Map<String, String> sources) {
    return StageFactory.edit(
        entry -> {
          Labels.Builder metadata = entry.metadata().toBuilder();
          sources.forEach(
              (name, source) -> {
                String label = entry.labels().get(source);
                String extracted = Values.text(entry.extracted().get(source));
                String value = extracted == null ? label : extracted;
                if (value != null) {
                  metadata.set(name, value);
                  if (value.equals(label)) {
                    entry.labels(entry.labels().toBuilder().remove(source).build());
                  }
                }
              });
          entry.metadata(metadata.build());
        });
  }

  /** {@code tenant} from an extracted value or from a label. */
  static StageFactory tenant(String source, boolean isLabel) {
    return _ -> {
      LabelSetter setter = new LabelSetter("__tenant_id__");
      return (entry, next) -> {
        String tenant =
            isLabel ? entry.labels().get(source) : Values.text(entry.extracted().get(source));
        if (tenant != null && !tenant.isEmpty()) {
          entry.labels(setter.set(entry.labels(), tenant));
        }
        next.accept(entry);
      };
    };
  }
}
