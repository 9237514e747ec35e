package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import java.util.BitSet;

/** Where a word stands in a block with templates. Not safe for concurrent use. */
sealed interface WordRows permits UndividedRows, WholeWordRows {
  /**
   * Whether any line of a template may have the word, whatever its values are.
   *
   * @param texts holds the template at {@code [start .. end)}
   */
  boolean isInTemplate(byte[] texts, int start, int end);

  /** Whether some value of the block may have the word. */
  boolean mayBeInValues();

  /**
   * The rows whose value has the word, and perhaps others.
   *
   * @param id of the template that the column belongs to, 0 for verbatim lines
   */
  BitSet rows(VariableColumn column, int id) throws FormatException;
}
