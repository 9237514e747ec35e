package io.millrace.logql.stage;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.logql.syntax.LabelFilter;
import io.millrace.logql.syntax.LinePattern;
import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Printer;
import io.millrace.logql.syntax.Stage;
import io.millrace.template.GoRegex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns parsed stages into stages that work. */
final class StageCompiler {
  private final LabelNames names;

  StageCompiler(LabelNames names) {
    this.names = names;
  }

  List<LineStage> compile(List<Stage> stages) {
    List<LineStage> compiled = new ArrayList<>();
    int at = 0;
    while (at < stages.size()) {
      int end = at + 1;
      if (stages.get(at) instanceof Stage.LineFilter) {
        // Neighbouring line filters are one stage in messages, as they are to Loki.
        while (end < stages.size() && stages.get(end) instanceof Stage.LineFilter) {
          end++;
        }
      }
      List<Stage> run = stages.subList(at, end);
      try {
        for (Stage stage : run) {
          compiled.add(compile(stage));
        }
      } catch (StageException e) {
        String text = run.stream().map(Printer::stage).collect(Collectors.joining(" "));
        throw ParseException.of("stage '" + text + "' : " + e.getMessage());
      }
      at = end;
    }
    return compiled;
  }

  static LabelCondition condition(LabelFilter filter, LabelNames names) {
    try {
      return LabelCondition.of(filter, names);
    } catch (StageException e) {
      String text = Printer.stage(new Stage.LabelFilterStage(filter));
      throw ParseException.of("stage '" + text + "' : " + e.getMessage());
    }
  }

  private LineStage compile(Stage stage) throws StageException {
    return switch (stage) {
      case Stage.LineFilter filter -> lineFilter(filter);
      case Stage.JsonParser json ->
          json.extractions().isEmpty() ? new JsonStage() : jsonPaths(json.extractions());
      case Stage.LogfmtParser logfmt -> logfmt(logfmt);
      case Stage.RegexpParser regexp ->
          new RegexpStage(Pattern.compile(regexp.expression()), names);
      case Stage.PatternParser pattern ->
          new PatternStage(LinePattern.parse(pattern.expression()), names);
      case Stage.Unpack _ -> new UnpackStage();
      case Stage.LabelFilterStage filter ->
          new LabelFilterStage(LabelCondition.of(filter.filter(), names));
      case Stage.LineFormat format -> new LineFormatStage(format.template());
      case Stage.Decolorize _ -> new DecolorizeStage();
      case Stage.LabelFormat format -> new LabelFormatStage(format, names);
      case Stage.Drop drop -> new SelectionStage(false, drop.labels(), names);
      case Stage.Keep keep -> new SelectionStage(true, keep.labels(), names);
    };
  }

  private static LineStage lineFilter(Stage.LineFilter filter) throws StageException {
    List<LineMatcher> matchers = new ArrayList<>();
    for (Stage.LineOperand operand : filter.operands()) {
      matchers.add(matcher(filter.operator(), operand));
    }
    LineMatcher matcher =
        matchers.size() == 1 ? matchers.getFirst() : new LineMatcher.Any(matchers);
    return new LineFilterStage(matcher, filter.operator().negated());
  }

  private static LineMatcher matcher(Stage.LineOperator operator, Stage.LineOperand operand)
      throws StageException {
    boolean exact =
        operator == Stage.LineOperator.CONTAINS || operator == Stage.LineOperator.NOT_CONTAINS;
    if (operand.ip()) {
      if (!exact) {
        throw new StageException("ip: invalid operation");
      }
      return new LineMatcher.Ip(IpMatcher.of(operand.text()));
    }
    return switch (operator) {
      case CONTAINS, NOT_CONTAINS -> LineMatcher.Contains.of(operand.text());
      case MATCHES, NOT_MATCHES -> {
        try {
          yield LineMatcher.Regex.of(operand.text());
        } catch (PatternSyntaxException e) {
          throw new StageException(GoRegex.problem(operand.text(), e));
        }
      }
      case PATTERN, NOT_PATTERN -> new LineMatcher.Shape(PatternMatcher.of(operand.text()));
    };
  }

  private LineStage jsonPaths(List<Stage.Extraction> extractions) throws StageException {
    int[] labels = new int[extractions.size()];
    JsonPath[] paths = new JsonPath[extractions.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = names.id(extractions.get(i).label());
      try {
        paths[i] = JsonPath.parse(extractions.get(i).expression());
      } catch (JsonPath.BadPathException e) {
        throw new StageException(
            "cannot parse expression [" + extractions.get(i).expression() + "]: " + e.getMessage());
      }
    }
    return new JsonPathStage(labels, paths);
  }

  private LineStage logfmt(Stage.LogfmtParser logfmt) throws StageException {
    if (logfmt.extractions().isEmpty()) {
      return new LogfmtStage(logfmt.strict(), logfmt.keepEmpty());
    }
    // Of two keys for one label, the later one counts.
    Map<Integer, String> keys = new LinkedHashMap<>();
    for (Stage.Extraction extraction : logfmt.extractions()) {
      keys.put(names.id(extraction.label()), LogfmtKey.parse(extraction.expression()));
    }
    int[] labels = keys.keySet().stream().mapToInt(Integer::intValue).toArray();
    return new LogfmtFieldsStage(logfmt.strict(), labels, List.copyOf(keys.values()));
  }
}
