package io.millrace.logql.stage;

import io.millrace.logql.syntax.Stage;
import io.millrace.store.LabelMatcher;
import java.util.ArrayList;
import java.util.List;

/** Drops the named labels, or keeps only them. */
final class SelectionStage implements LineStage {
  private final boolean keep;
  private final List<Stage.LabelSelection> selections;
  private final int[] ids;

  SelectionStage(boolean keep, List<Stage.LabelSelection> selections, LabelNames names) {
    this.keep = keep;
    this.selections = List.copyOf(selections);
    this.ids = selections.stream().mapToInt(s -> names.id(s.label())).toArray();
  }

  @Override
  public boolean apply(LineRun run) {
    if (keep) {
      keep(run);
    } else {
      for (int i = 0; i < ids.length; i++) {
        drop(run, selections.get(i), ids[i]);
      }
    }
    return true;
  }

  private static void drop(LineRun run, Stage.LabelSelection selection, int id) {
    String label = selection.label();
    LabelMatcher matcher = selection.matcher();
    if (matcher != null && !matcher.matches(run.textOrError(id, label))) {
      return;
    }
    switch (label) {
      case LineRun.ERROR -> run.setError("", run.errorDetails());
      case LineRun.ERROR_DETAILS -> run.setError(run.error(), "");
      default -> run.delete(id);
    }
  }

  private void keep(LineRun run) {
    List<Integer> gone = new ArrayList<>();
    run.forEach(
        id -> {
          if (!isKept(run, id)) {
            gone.add(id);
          }
        });
    gone.forEach(run::delete);
  }

  private boolean isKept(LineRun run, int id) {
    String name = run.name(id);
    if (name.equals(LineRun.ERROR)
        || name.equals(LineRun.ERROR_DETAILS)
        || name.equals(LineRun.PRESERVE_ERROR)) {
      return true;
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        LabelMatcher matcher = selections.get(i).matcher();
        if (matcher == null || matcher.matches(run.text(id))) {
          return true;
        }
      }
    }
    return false;
  }
}
