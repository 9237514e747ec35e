package io.millrace.chunk;

/**
 * The values of one variable of a template, one for each of its lines in their order: value {@code
 * row} is {@code bytes[start(row) .. end(row))}. Values that are equal may lie in one place.
 */
public interface TemplateValues {
  /** Lines of the template. */
  int size();

  /** Not to be changed. */
  byte[] bytes();

  int start(int row);

  int end(int row);

  /** How many distinct values there are if the block has a list of them, else 0; at most 256. */
  int distinct();

  /** Which of the {@link #distinct} values a row has; only where there is a list. */
  int code(int row);
}
