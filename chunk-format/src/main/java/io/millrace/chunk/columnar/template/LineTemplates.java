package io.millrace.chunk.columnar.template;

import io.millrace.chunk.LineTemplate;

/**
 * The lines of a block taken apart: what varies in them, and the template that is around it. A line
 * that no template is kept for is verbatim.
 */
final class LineTemplates {
  /** Stands for a variable in a template; lines that hold this byte are verbatim. */
  static final byte VARIABLE = LineTemplate.VARIABLE;

  static final int VERBATIM = TemplateTable.NONE;

  /** More than this in a line make it verbatim. */
  static final int MAX_VARIABLES = 1024;

  private static final int MAX_CANDIDATES = 4096;

  private final byte[] column;
  private final Spans variables;
  private final JsonFields json;
  private final LogfmtFields logfmt;
  private final TextFields text;

  /** Its forms are those of {@link TemplateForm}. */
  final TemplateTable table = new TemplateTable(MAX_CANDIDATES);

  /** For each line its template, or {@link #VERBATIM}. */
  final int[] templateOf;

  /** For each line where its bytes begin, and the end of the last one's terminator. */
  final int[] lineStarts;

  /** For each line the index of its first variable. */
  final int[] firstVariable;

  /** Takes apart the lines of {@code column}, each of which ends in a line feed. */
  LineTemplates(byte[] column, int lines) {
    this.column = column;
    variables = new Spans(8 * lines + 16);
    json = new JsonFields(column, variables);
    logfmt = new LogfmtFields(column, variables);
    text = new TextFields(column, variables);
    templateOf = new int[lines];
    lineStarts = new int[lines + 1];
    firstVariable = new int[lines];
    int at = 0;
    for (int line = 0; line < lines; line++) {
      lineStarts[line] = at;
      firstVariable[line] = variables.size();
      at = takeApart(line, at);
    }
    lineStarts[lines] = at;
  }

  byte[] column() {
    return column;
  }

  Spans variables() {
    return variables;
  }

  /** Returns where the next line begins. */
  private int takeApart(int line, int start) {
    int first = variables.size();
    int form = TemplateForm.JSON;
    int end = json.find(start);
    if (end < 0) {
      variables.truncate(first);
      form = TemplateForm.LOGFMT;
      end = logfmt.find(start);
    }
    if (end < 0) {
      variables.truncate(first);
      form = TemplateForm.TEXT;
      end = text.find(start);
    }
    int template = VERBATIM;
    if (end >= 0 && variables.size() - first <= MAX_VARIABLES) {
      template = table.find(column, start, end, variables, first, form);
    }
    if (template == VERBATIM) {
      variables.truncate(first);
    }
    templateOf[line] = template;
    return (end < 0 ? lineFeed(start) : end) + 1;
  }

  private int lineFeed(int start) {
    int at = start;
    while (column[at] != '\n') {
      at++;
    }
    return at;
  }
}
