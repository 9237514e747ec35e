package io.millrace.querier.ruler.rule;

import com.google.re2j.Pattern;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.template.AlertInput;
import io.millrace.template.TemplateException;
import java.util.Map;

/** Makes a rule of what stands in YAML, or says what is wrong in Loki's words. */
final class RuleCheck {
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private RuleCheck() {}

  /** What is wrong with one rule. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  static Rule rule(RawRule raw, String group) throws Refused {
    boolean isAlert = !raw.alert().isEmpty();
    boolean isRecord = !raw.record().isEmpty();
    if (isAlert && isRecord) {
      throw new Refused("only one of 'record' and 'alert' must be set");
    }
    if (!isAlert && !isRecord) {
      throw new Refused("one of 'record' or 'alert' must be set");
    }
    MetricQuery query = query(raw, group);
    if (isRecord) {
      checkRecord(raw);
    }
    for (Map.Entry<String, String> label : raw.labels().entrySet()) {
      if (!LABEL_NAME.matches(label.getKey()) || label.getKey().equals("__name__")) {
        throw new Refused("invalid label name: " + label.getKey());
      }
    }
    for (String name : raw.annotations().keySet()) {
      if (!LABEL_NAME.matches(name)) {
        throw new Refused("invalid annotation name: " + name);
      }
    }
    if (isRecord) {
      return new Rule.Recording(raw.record(), raw.expression(), query, raw.labels());
    }
    checkTemplates("label", raw.labels());
    checkTemplates("annotation", raw.annotations());
    return new Rule.Alerting(
        raw.alert(),
        raw.expression(),
        query,
        raw.holdFor(),
        raw.keepFiringFor(),
        raw.labels(),
        raw.annotations());
  }

  private static MetricQuery query(RawRule raw, String group) throws Refused {
    if (raw.expression().isEmpty()) {
      throw new Refused("field 'expr' must be set in rule");
    }
    String where =
        raw.record().isEmpty()
            ? "could not parse expression for alert '" + raw.alert() + "' in group '" + group + "'"
            : "could not parse expression for record '"
                + raw.record()
                + "' in group '"
                + group
                + "'";
    try {
      if (Parser.parse(raw.expression()) instanceof MetricQuery metric) {
        return metric;
      }
    } catch (ParseException e) {
      throw new Refused(where + ": " + e.getMessage());
    }
    throw new Refused(
        where + ": it finds lines; a rule needs a metric query, such as count_over_time(…[5m])");
  }

  private static void checkRecord(RawRule raw) throws Refused {
    if (!raw.annotations().isEmpty()) {
      throw new Refused("invalid field 'annotations' in recording rule");
    }
    if (!raw.holdFor().isZero()) {
      throw new Refused("invalid field 'for' in recording rule");
    }
    if (!raw.keepFiringFor().isZero()) {
      throw new Refused("invalid field 'keep_firing_for' in recording rule");
    }
    if (!METRIC_NAME.matches(raw.record())) {
      throw new Refused("invalid recording rule name: " + raw.record());
    }
  }

  private static void checkTemplates(String kind, Map<String, String> templates) throws Refused {
    for (Map.Entry<String, String> each : templates.entrySet()) {
      try {
        AlertInput.template(each.getKey(), each.getValue());
      } catch (TemplateException e) {
        throw new Refused(
            kind + " \"" + each.getKey() + "\": error parsing template: " + e.getMessage());
      }
    }
  }
}
