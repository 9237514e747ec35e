package io.millrace.logql.stage;

import io.millrace.logql.syntax.LabelFilter;
import io.millrace.logql.syntax.Stage;
import io.millrace.logql.syntax.Unwrap;
import io.millrace.template.Template;
import io.millrace.template.TemplateException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the labels that a pipeline reads. */
final class LabelReads {
  /** Stands for "any label": a template looked at all of them. */
  static final String ALL = "*";

  private LabelReads() {}

  static Set<String> of(List<Stage> stages, @Nullable Unwrap unwrap) {
    Set<String> labels = new HashSet<>();
    for (Stage stage : stages) {
      switch (stage) {
        case Stage.LabelFilterStage filter -> filter(filter.filter(), labels);
        case Stage.LineFormat format -> template(format.template(), labels);
        case Stage.LabelFormat format -> {
          for (Stage.LabelChange change : format.changes()) {
            String source = change.source();
            String template = change.template();
            if (source != null) {
              labels.add(source);
            }
            if (template != null) {
              template(template, labels);
            }
          }
        }
        case Stage.Drop drop -> selections(drop.labels(), labels);
        case Stage.Keep keep -> selections(keep.labels(), labels);
        case Stage.LineFilter _,
            Stage.JsonParser _,
            Stage.LogfmtParser _,
            Stage.RegexpParser _,
            Stage.PatternParser _,
            Stage.Unpack _,
            Stage.Decolorize _ -> {}
      }
    }
    if (unwrap != null) {
      labels.add(unwrap.label());
      unwrap.filters().forEach(filter -> filter(filter, labels));
    }
    return labels;
  }

  private static void selections(List<Stage.LabelSelection> selections, Set<String> labels) {
    for (Stage.LabelSelection selection : selections) {
      if (selection.matcher() != null) {
        labels.add(selection.label());
      }
    }
  }

  private static void template(String text, Set<String> labels) {
    try {
      Template template = Template.parse("line", text);
      labels.addAll(template.fields());
      if (template.readsEverything()) {
        labels.add(ALL);
      }
    } catch (TemplateException malformed) {
      // Reported when the stage is compiled.
      labels.add(ALL);
    }
  }

  private static void filter(LabelFilter filter, Set<String> labels) {
    switch (filter) {
      case LabelFilter.Matches matches -> labels.add(matches.matcher().name());
      case LabelFilter.Numeric n -> labels.add(n.label());
      case LabelFilter.Duration d -> labels.add(d.label());
      case LabelFilter.Size s -> labels.add(s.label());
      case LabelFilter.Ip ip -> labels.add(ip.label());
      case LabelFilter.And and -> {
        filter(and.left(), labels);
        filter(and.right(), labels);
      }
      case LabelFilter.Or or -> {
        filter(or.left(), labels);
        filter(or.right(), labels);
      }
    }
  }
}
