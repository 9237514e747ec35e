package io.millrace.logql.stage;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one template, decoded when a value of theirs is needed. Not safe for concurrent
 * use.
 */
final class TemplateColumns {
  private final TemplatedBlock block;
  private final int template;
  private final byte[] text;
  private final @Nullable TemplateValues[] columns;

  TemplateColumns(TemplatedBlock block, int template) {
    LineTemplate lines = block.template(template);
    this.block = block;
    this.template = template;
    this.text = lines.text();
    this.columns = new @Nullable TemplateValues[lines.variables()];
  }

  TemplateValues values(int variable) throws FormatException {
    TemplateValues known = columns[variable];
    if (known == null) {
      known = block.values(template, variable);
      columns[variable] = known;
    }
    return known;
  }

  /** The whole line of a row. */
  byte[] line(int row) throws FormatException {
    int length = text.length - columns.length;
    for (int i = 0; i < columns.length; i++) {
      TemplateValues column = values(i);
      length += column.end(row) - column.start(row);
    }
    byte[] line = new byte[length];
    int at = 0;
    int variable = 0;
    for (byte b : text) {
      if (b != LineTemplate.VARIABLE) {
        line[at++] = b;
        continue;
      }
      TemplateValues column = values(variable++);
      int start = column.start(row);
      int size = column.end(row) - start;
      System.arraycopy(column.bytes(), start, line, at, size);
      at += size;
    }
    return line;
  }
}
