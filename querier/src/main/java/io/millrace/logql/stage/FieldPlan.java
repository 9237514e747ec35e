package io.millrace.logql.stage;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of the lines of one template come from: a variable, or the text of the template.
 * Not safe for concurrent use.
 */
final class FieldPlan {
  /** Of {@link #only}. */
  static final int MISSING = -1;

  static final int SEVERAL = -2;

  private final TemplateColumns columns;
  private final FieldParser parser;
  private final byte[] text;
  private final List<FieldSpan> spans;

  /** For each span its variable, or {@link SampleLine#CONSTANT}. */
  private final int[] variables;

  private FieldPlan(
      TemplateColumns columns,
      FieldParser parser,
      byte[] text,
      List<FieldSpan> spans,
      int[] variables) {
    this.columns = columns;
    this.parser = parser;
    this.text = text;
    this.spans = spans;
    this.variables = variables;
  }

  /**
   * The plan of a template, whose numbers of names are those of {@code run}.
   *
   * @return null when its lines have to be parsed one by one
   */
  static @Nullable FieldPlan of(
      TemplatedBlock block, int template, FieldParser parser, LineRun run) {
    LineTemplate lines = block.template(template);
    if (lines.form() != parser.form()) {
      return null;
    }
    SampleLine sample = new SampleLine(lines);
    List<FieldSpan> spans = parser.spans(run, sample.bytes());
    if (spans == null) {
      return null;
    }
    int[] variables = new int[spans.size()];
    for (int i = 0; i < variables.length; i++) {
      variables[i] = sample.variableAt(spans.get(i).from(), spans.get(i).to());
      if (variables[i] == SampleLine.UNCLEAR) {
        return null;
      }
    }
    return new FieldPlan(
        new TemplateColumns(block, template), parser, sample.bytes(), spans, variables);
  }

  /** Does what the parser would do with a line. */
  void apply(LineRun run, int row) throws FormatException {
    if (run.wanted().nothing()) {
      return;
    }
    parser.begin(run);
    for (int i = 0; i < variables.length; i++) {
      if (!apply(run, i, row)) {
        return;
      }
    }
    parser.end(run);
  }

  /** Sets one field alone, and what the parser sets besides. */
  void applyOnly(LineRun run, int field, int row) throws FormatException {
    parser.begin(run);
    if (field >= 0) {
      apply(run, field, row);
    }
    parser.end(run);
  }

  private boolean apply(LineRun run, int field, int row) throws FormatException {
    FieldSpan span = spans.get(field);
    if (variables[field] < 0) {
      return parser.field(run, span.id(), span.quoted(), text, span.from(), span.to());
    }
    TemplateValues values = columns.values(variables[field]);
    return parser.field(
        run, span.id(), span.quoted(), values.bytes(), values.start(row), values.end(row));
  }

  TemplateColumns columns() {
    return columns;
  }

  /** The only field of that name; {@link #MISSING} or {@link #SEVERAL} when there is not one. */
  int only(int id) {
    int found = MISSING;
    for (int i = 0; i < variables.length; i++) {
      if (spans.get(i).id() == id) {
        if (found >= 0) {
          return SEVERAL;
        }
        found = i;
      }
    }
    return found;
  }

  /** The values of a field; null when all lines of the template have the same. */
  @Nullable TemplateValues values(int field) throws FormatException {
    return field < 0 || variables[field] < 0 ? null : columns.values(variables[field]);
  }
}
