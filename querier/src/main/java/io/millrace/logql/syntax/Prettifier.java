package io.millrace.logql.syntax;

import io.millrace.labels.GoQuote;
import io.millrace.units.GoFloat;
import io.millrace.units.PrometheusDuration;
import java.util.ArrayList;
import java.util.List;

/** Writes queries for people: on one line up to 100 characters, else broken and indented. */
public final class Prettifier {
  private static final int MAX_LINE = 100;

  private Prettifier() {}

  public static String format(Query query) {
    return format(query, 0);
  }

  private static String indent(int level) {
    return "  ".repeat(level);
  }

  private static String format(Query query, int level) {
    String oneLine = Printer.print(query);
    if (oneLine.length() <= MAX_LINE) {
      return indent(level) + oneLine;
    }
    return switch (query) {
      case LogQuery log -> logQuery(log, level);
      case MetricQuery.RangeAggregation range -> rangeAggregation(range, level);
      case MetricQuery.VectorAggregation vector -> vectorAggregation(vector, level);
      case MetricQuery.Binary binary ->
          format(binary.left(), level + 1)
              + "\n"
              + indent(level)
              + Printer.operator(binary)
              + "\n"
              + format(binary.right(), level + 1);
      case MetricQuery.LabelReplace replace -> labelReplace(replace, level);
      case MetricQuery.VectorLiteral _, MetricQuery.NumberLiteral _, VariantsQuery _ ->
          indent(level) + oneLine;
    };
  }

  private static String logQuery(LogQuery log, int level) {
    StringBuilder out = new StringBuilder(indent(level)).append(Printer.selector(log.matchers()));
    for (Stage stage : log.stages()) {
      out.append('\n').append(indent(level + 1)).append(Printer.stage(stage));
    }
    return out.toString();
  }

  private static String rangeAggregation(MetricQuery.RangeAggregation range, int level) {
    List<String> arguments = new ArrayList<>();
    Double parameter = range.parameter();
    if (parameter != null) {
      arguments.add(indent(level + 1) + GoFloat.formatPlain(parameter));
    }
    arguments.add(logRange(range.range(), level + 1));
    Grouping grouping = range.grouping();
    return call(range.operation().word(), arguments, level)
        + (grouping == null ? "" : grouping(grouping));
  }

  private static String logRange(LogRange range, int level) {
    StringBuilder out = new StringBuilder(format(range.query(), level));
    Unwrap unwrap = range.unwrap();
    if (unwrap != null) {
      out.append('\n').append(indent(level + 1)).append(Printer.unwrap(unwrap));
    }
    out.append(" [").append(PrometheusDuration.format(range.rangeNanos())).append(']');
    if (range.offsetNanos() != 0) {
      out.append(" offset ").append(PrometheusDuration.format(range.offsetNanos()));
    }
    return out.toString();
  }

  private static String vectorAggregation(MetricQuery.VectorAggregation vector, int level) {
    List<String> arguments = new ArrayList<>();
    if (vector.operation().takesCount()) {
      arguments.add(indent(level + 1) + vector.count());
    }
    arguments.add(format(vector.of(), level + 1));
    Grouping grouping = vector.grouping();
    String head = vector.operation().word() + (grouping == null ? "" : grouping(grouping));
    return call(head, arguments, level);
  }

  private static String grouping(Grouping grouping) {
    if (grouping.labels().isEmpty()) {
      return grouping.without() ? " without" : "";
    }
    return (grouping.without() ? " without ( " : " by ( ")
        + String.join(", ", grouping.labels())
        + " )";
  }

  private static String labelReplace(MetricQuery.LabelReplace replace, int level) {
    List<String> arguments = new ArrayList<>();
    arguments.add(format(replace.of(), level + 1));
    for (String text :
        List.of(replace.destination(), replace.replacement(), replace.source(), replace.regex())) {
      arguments.add(indent(level + 1) + GoQuote.quote(text));
    }
    return call("label_replace", arguments, level);
  }

  private static String call(String head, List<String> arguments, int level) {
    return indent(level)
        + head
        + "(\n"
        + String.join(",\n", arguments)
        + "\n"
        + indent(level)
        + ")";
  }
}
