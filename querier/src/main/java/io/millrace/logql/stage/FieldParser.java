package io.millrace.logql.stage;

import io.millrace.chunk.LineTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser each of whose labels comes from one value of the line, so that it can work on values
 * that were never put together to a line: {@link #begin}, {@link #field} for each field that {@link
 * #spans} finds in lines of that kind, until it says that it wants no more, and {@link #end} have
 * the effect of {@link #apply} on a line of {@link #form}.
 */
interface FieldParser extends LineStage {
  /** The kind of lines that the parser takes apart without an error. */
  LineTemplate.Form form();

  /**
   * The fields of a line, in the order in which they are set.
   *
   * @return null when the line has to be parsed as a whole, for it has an error or escapes in odd
   *     places
   */
  @Nullable List<FieldSpan> spans(LineRun run, byte[] line);

  /** To be called in front of the fields of a line. */
  void begin(LineRun run);

  /**
   * Sets the label of a field to {@code buffer[from..to)}, as it stands in the line.
   *
   * @return false when all wanted labels are found, so that no other field is needed
   */
  boolean field(LineRun run, int id, boolean quoted, byte[] buffer, int from, int to);

  /** To be called behind the fields of a line. */
  void end(LineRun run);
}
