package io.millrace.logql.stage;

import io.millrace.logql.syntax.Stage;
import io.millrace.template.Template;
import io.millrace.template.TemplateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Renames labels and sets them from templates. All templates of a stage see the labels as they were
 * before the first of them.
 */
final class LabelFormatStage implements LineStage {
  /** A rename when {@code source} is not negative, else a template. */
  private record Change(int label, int source, @Nullable Template template) {}

  private final List<Change> changes = new ArrayList<>();
  private final boolean needsSnapshot;

  LabelFormatStage(Stage.LabelFormat format, LabelNames names) throws StageException {
    Set<String> labels = new HashSet<>();
    int templates = 0;
    for (Stage.LabelChange change : format.changes()) {
      if (change.label().equals(LineRun.ERROR)) {
        throw new StageException(LineRun.ERROR + " cannot be formatted");
      }
      if (!labels.add(change.label())) {
        throw new StageException(
            "multiple label name '"
                + change.label()
                + "' not allowed in a single format operation");
      }
      String source = change.source();
      if (source != null) {
        changes.add(new Change(names.id(change.label()), names.id(source), null));
      } else {
        changes.add(new Change(names.id(change.label()), -1, template(change)));
        templates++;
      }
    }
    this.needsSnapshot = templates > 1;
  }

  private static Template template(Stage.LabelChange change) throws StageException {
    try {
      return Template.parse("label", String.valueOf(change.template()));
    } catch (TemplateException e) {
      throw new StageException(
          "invalid template for label '" + change.label() + "': " + e.getMessage());
    }
  }

  @Override
  public boolean apply(LineRun run) {
    Template.Input input = null;
    for (Change change : changes) {
      Template template = change.template();
      if (template == null) {
        rename(run, change);
        continue;
      }
      if (input == null) {
        LineInput live = new LineInput(run);
        input = needsSnapshot ? live.snapshot() : live;
      }
      try {
        run.set(change.label(), template.execute(input));
        run.extracted(change.label());
      } catch (TemplateException e) {
        run.setError("TemplateFormatErr", String.valueOf(e.getMessage()));
      }
    }
    return true;
  }

  private static void rename(LineRun run, Change change) {
    if (run.has(change.source())) {
      run.set(change.label(), run.text(change.source()));
      run.extracted(change.label());
      run.delete(change.source());
    }
  }
}
