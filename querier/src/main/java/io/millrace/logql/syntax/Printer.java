package io.millrace.logql.syntax;

import com.google.re2j.Pattern;
import io.millrace.labels.GoQuote;
import io.millrace.store.LabelMatcher;
import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.GoFloat;
import io.millrace.units.PrometheusDuration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the canonical text of queries, on one line. */
public final class Printer {
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Printer() {}

  public static String print(Query query) {
    return switch (query) {
      case LogQuery log -> logQuery(log);
      case MetricQuery metric -> metric(metric);
      case VariantsQuery variants ->
          "variants("
              + join(variants.variants(), ", ", Printer::metric)
              + ") of ("
              + logRange(variants.of())
              + ")";
    };
  }

  private static <T> String join(List<T> items, String separator, Function<T, String> printer) {
    return items.stream().map(printer).collect(Collectors.joining(separator));
  }

  public static String selector(List<LabelMatcher> matchers) {
    return "{" + join(matchers, ", ", Printer::matcher) + "}";
  }

  /** True for a name that needs no quotes. */
  static boolean isPlainName(String name) {
    return PLAIN_NAME.matcher(name).matches();
  }

  static String matcher(LabelMatcher matcher) {
    String name = matcher.name();
    return (isPlainName(name) ? name : GoQuote.quote(name))
        + matcher.type().operator()
        + GoQuote.quote(matcher.value());
  }

  private static String logQuery(LogQuery query) {
    StringBuilder out = new StringBuilder(selector(query.matchers()));
    for (Stage stage : query.stages()) {
      out.append(' ').append(stage(stage));
    }
    return out.toString();
  }

  static String logRange(LogRange range) {
    StringBuilder out = new StringBuilder(logQuery(range.query()));
    Unwrap unwrap = range.unwrap();
    if (unwrap != null) {
      out.append(' ').append(unwrap(unwrap));
    }
    out.append('[').append(PrometheusDuration.format(range.rangeNanos())).append(']');
    if (range.offsetNanos() != 0) {
      out.append(" offset ").append(GoDuration.format(range.offsetNanos()));
    }
    return out.toString();
  }

  private static String unwrap(Unwrap unwrap) {
    StringBuilder out = new StringBuilder(unwrapped(unwrap));
    for (LabelFilter filter : unwrap.filters()) {
      out.append(" | ").append(labelFilter(filter));
    }
    return out.toString();
  }

  /** The conversion without the conditions behind it. */
  static String unwrapped(Unwrap unwrap) {
    return switch (unwrap.conversion()) {
      case NUMBER -> "| unwrap " + unwrap.label();
      case BYTES, DURATION, DURATION_SECONDS ->
          "| unwrap " + unwrap.conversion().word() + "(" + unwrap.label() + ")";
    };
  }

  private static String metric(MetricQuery query) {
    return switch (query) {
      case MetricQuery.RangeAggregation range -> rangeAggregation(range);
      case MetricQuery.VectorAggregation vector -> vectorAggregation(vector);
      case MetricQuery.Binary binary ->
          "(" + metric(binary.left()) + " " + operator(binary) + " " + metric(binary.right()) + ")";
      case MetricQuery.LabelReplace replace ->
          "label_replace("
              + metric(replace.of())
              + ","
              + join(
                  List.of(
                      replace.destination(),
                      replace.replacement(),
                      replace.source(),
                      replace.regex()),
                  ",",
                  GoQuote::quote)
              + ")";
      case MetricQuery.VectorLiteral vector ->
          String.format(Locale.ROOT, "vector(%f)", vector.value());
      case MetricQuery.NumberLiteral number -> GoFloat.formatGeneral(number.value());
    };
  }

  private static String rangeAggregation(MetricQuery.RangeAggregation range) {
    StringBuilder out = new StringBuilder(range.operation().word()).append('(');
    Double parameter = range.parameter();
    if (parameter != null) {
      out.append(GoFloat.formatPlain(parameter)).append(',');
    }
    out.append(logRange(range.range())).append(')');
    Grouping grouping = range.grouping();
    if (grouping != null) {
      out.append(' ').append(grouping(grouping));
    }
    return out.toString();
  }

  private static String vectorAggregation(MetricQuery.VectorAggregation vector) {
    StringBuilder out = new StringBuilder(vector.operation().word());
    Grouping grouping = vector.grouping();
    if (grouping != null && (grouping.without() || !grouping.labels().isEmpty())) {
      out.append(' ').append(grouping(grouping));
    }
    out.append('(');
    if (vector.operation().takesCount()) {
      out.append(vector.count()).append(',');
    }
    return out.append(metric(vector.of())).append(')').toString();
  }

  static String grouping(Grouping grouping) {
    return (grouping.without() ? "without" : "by")
        + " ("
        + String.join(",", grouping.labels())
        + ")";
  }

  private static String operator(MetricQuery.Binary binary) {
    VectorMatching matching = binary.matching();
    return operator(binary, matching.on() || !matching.labels().isEmpty(), ",");
  }

  /**
   * The operator with its modifiers. Loki leaves the place of the grouping empty where there is
   * none, and forgets the grouping where no labels are matched.
   */
  static String operator(MetricQuery.Binary binary, boolean withMatching, String separator) {
    StringBuilder out = new StringBuilder(binary.operator().symbol());
    if (binary.returnBool()) {
      out.append(" bool");
    }
    if (withMatching) {
      VectorMatching matching = binary.matching();
      out.append(matching.on() ? " on (" : " ignoring (")
          .append(String.join(separator, matching.labels()))
          .append(") ")
          .append(
              switch (matching.cardinality()) {
                case ONE_TO_ONE -> "";
                case MANY_TO_ONE -> "group_left";
                case ONE_TO_MANY -> "group_right";
              });
      if (!matching.include().isEmpty()) {
        out.append(" (").append(String.join(separator, matching.include())).append(')');
      }
    }
    return out.toString();
  }

  /** The text of a stage, with its operator. */
  public static String stage(Stage stage) {
    return switch (stage) {
      case Stage.LineFilter filter -> lineFilter(filter);
      case Stage.JsonParser json -> ("| json " + extractions(json.extractions())).stripTrailing();
      case Stage.LogfmtParser logfmt ->
          ("| logfmt "
                  + (logfmt.strict() ? "--strict " : "")
                  + (logfmt.keepEmpty() ? "--keep-empty " : "")
                  + extractions(logfmt.extractions()))
              .stripTrailing();
      case Stage.RegexpParser regexp -> "| regexp " + GoQuote.quote(regexp.expression());
      case Stage.PatternParser pattern -> "| pattern " + GoQuote.quote(pattern.expression());
      case Stage.Unpack _ -> "| unpack";
      case Stage.LabelFilterStage filter -> "| " + labelFilter(filter.filter());
      case Stage.LineFormat format -> "| line_format " + GoQuote.quote(format.template());
      case Stage.Decolorize _ -> "| decolorize";
      case Stage.LabelFormat format ->
          "| label_format " + join(format.changes(), ",", Printer::change);
      case Stage.Drop drop -> "| drop " + join(drop.labels(), ",", Printer::selection);
      case Stage.Keep keep -> "| keep " + join(keep.labels(), ",", Printer::selection);
    };
  }

  private static String lineFilter(Stage.LineFilter filter) {
    return filter.operator().symbol()
        + " "
        + join(
            filter.operands(),
            " or ",
            operand ->
                operand.ip()
                    ? "ip(" + GoQuote.quote(operand.text()) + ")"
                    : GoQuote.quote(operand.text()));
  }

  private static String extractions(List<Stage.Extraction> extractions) {
    return join(extractions, ",", e -> e.label() + "=" + GoQuote.quote(e.expression()));
  }

  private static String change(Stage.LabelChange change) {
    String template = change.template();
    return change.label() + "=" + (template == null ? change.source() : GoQuote.quote(template));
  }

  private static String selection(Stage.LabelSelection selection) {
    LabelMatcher matcher = selection.matcher();
    return matcher == null ? selection.label() : matcher(matcher);
  }

  static String labelFilter(LabelFilter filter) {
    return switch (filter) {
      case LabelFilter.Matches matches -> RegexText.of(matches.matcher());
      case LabelFilter.Numeric number ->
          number.label() + number.comparison().symbol() + GoFloat.formatPlain(number.value());
      case LabelFilter.Duration duration ->
          duration.label() + duration.comparison().symbol() + GoDuration.format(duration.nanos());
      case LabelFilter.Size size ->
          size.label()
              + size.comparison().symbol()
              + ByteSize.formatSi(size.bytes()).replace(" ", "");
      case LabelFilter.Ip ip ->
          ip.label() + (ip.negated() ? "!=" : "=") + "ip(" + GoQuote.quote(ip.pattern()) + ")";
      case LabelFilter.And and ->
          "( " + labelFilter(and.left()) + " , " + labelFilter(and.right()) + " )";
      case LabelFilter.Or or ->
          "( " + labelFilter(or.left()) + " or " + labelFilter(or.right()) + " )";
    };
  }
}
