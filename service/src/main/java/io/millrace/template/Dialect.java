package io.millrace.template;

import java.util.Map;
import java.util.TreeMap;

/** Whose templates: which functions there are, and what a field is that is not there. Immutable. */
public final class Dialect {
  /** LogQL's: a field that is not there is empty text. */
  public static final Dialect LOGQL = new Dialect(Functions.logql(), false);

  /** Promtail's: a field that is not there is nil and prints {@code <no value>}. */
  public static final Dialect PROMTAIL = new Dialect(Functions.promtail(), true);

  /** Prometheus' for labels and annotations of alerts, whose input is an {@link AlertInput}. */
  public static final Dialect ALERTS = new Dialect(Functions.alerts(), true);

  private final Functions functions;
  private final boolean hasNil;

  private Dialect(Functions functions, boolean hasNil) {
    this.functions = functions;
    this.hasNil = hasNil;
  }

  Functions functions() {
    return functions;
  }

  Object field(Template.Input input, String name) {
    if (input instanceof AlertInput alert) {
      return alert.field(name);
    }
    if (!hasNil) {
      return input.label(name);
    }
    String value = input.labels().get(name);
    return value == null ? Nil.NIL : value;
  }

  Map<String, String> fields(Template.Input input) {
    return hasNil ? new TreeMap<>(input.labels()) : new LabelMap(input.labels());
  }
}
