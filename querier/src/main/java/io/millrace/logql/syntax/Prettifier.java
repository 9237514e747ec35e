package io.millrace.logql.syntax;

import io.millrace.labels.GoQuote;
import io.millrace.units.GoFloat;
import io.millrace.units.PrometheusDuration;
import io.millrace.units.Utf8;
import java.util.ArrayList;
import java.util.List;

/** Writes queries for people: on one line up to 100 bytes, else broken and indented. */
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
    if (Utf8.length(oneLine) <= MAX_LINE) {
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
              + Printer.operator(binary, !binary.matching().labels().isEmpty(), ", ")
              + "\n"
              + format(binary.right(), level + 1);
      case MetricQuery.LabelReplace replace -> labelReplace(replace, level);
      case MetricQuery.VectorLiteral _, MetricQuery.NumberLiteral _, VariantsQuery _ ->
          indent(level) + oneLine;
    };
  }

  private static String logQuery(LogQuery log, int level) {
    StringBuilder out = new StringBuilder(indent(level)).append(Printer.selector(log.matchers()));
    List<Stage> stages = log.stages();
    for (int i = 0; i < stages.size(); ) {
      int end = endOfLineFilters(stages, i);
      List<String> texts = stages.subList(i, end).stream().map(Printer::stage).toList();
      String together = String.join(" ", texts);
      if (Utf8.length(together) <= MAX_LINE) {
        texts = List.of(together);
      }
      // Loki does not indent this one.
      int indentation = stages.get(i) instanceof Stage.Decolorize ? 0 : level + 1;
      for (String text : texts) {
        out.append('\n').append(indent(indentation)).append(text);
      }
      i = end;
    }
    return out.toString();
  }

  /** Line filters that follow each other stay on one line as long as they fit. */
  private static int endOfLineFilters(List<Stage> stages, int from) {
    int end = from;
    while (end < stages.size() && stages.get(end) instanceof Stage.LineFilter) {
      end++;
    }
    return Math.max(end, from + 1);
  }

  private static String rangeAggregation(MetricQuery.RangeAggregation range, int level) {
    List<String> arguments = new ArrayList<>();
    Double parameter = range.parameter();
    if (parameter != null) {
      arguments.add(indent(level + 1) + GoFloat.formatGeneral(parameter));
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
      out.append('\n').append(indent(level + 1)).append(Printer.unwrapped(unwrap));
      for (LabelFilter filter : unwrap.filters()) {
        out.append('\n').append(indent(level + 1)).append("| ").append(Printer.labelFilter(filter));
      }
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
    return (grouping.without() ? " without (" : " by (")
        + String.join(", ", grouping.labels())
        + ")";
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
