package io.millrace.logql.stage;

import io.millrace.labels.Utf8Order;
import io.millrace.template.Template;
import java.util.Map;
import java.util.TreeMap;

/** The line at hand as input of a template. */
record LineInput(LineRun run) implements Template.Input {
  @Override
  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(Utf8Order.COMPARATOR);
    run.forEach(id -> labels.put(run.name(id), run.text(id)));
    if (!run.error().isEmpty()) {
      labels.put(LineRun.ERROR, run.error());
    }
    if (!run.errorDetails().isEmpty()) {
      labels.put(LineRun.ERROR_DETAILS, run.errorDetails());
    }
    return labels;
  }

  @Override
  public String label(String label) {
    return run.textOrError(run.id(label), label);
  }

  @Override
  public String line() {
    return run.lineText();
  }

  @Override
  public long timestampNanos() {
    return run.timestampNanos();
  }

  /** As it is now, whatever becomes of the labels. */
  Template.Input snapshot() {
    Map<String, String> labels = labels();
    return new Template.Input() {
      @Override
      public Map<String, String> labels() {
        return labels;
      }

      @Override
      public String line() {
        return LineInput.this.line();
      }

      @Override
      public long timestampNanos() {
        return LineInput.this.timestampNanos();
      }
    };
  }
}
