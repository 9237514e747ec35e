package io.millrace.chunk;

import io.millrace.bytes.FormatException;
import io.millrace.entry.EntryBatch;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A verified block whose lines are stored as templates and columns of values, each of which is
 * decoded when it is asked for. So what only needs some fields of JSON or logfmt lines need not put
 * the lines together. Not safe for concurrent use.
 */
public interface TemplatedBlock {
  /** What {@link #templateOf} says of a line that no template stands for. */
  int VERBATIM = -1;

  /** Entries of the block. */
  int size();

  /** Times of the entries in nanoseconds since 1970, in ascending order; not to be changed. */
  long[] timestamps() throws FormatException;

  /**
   * The entries whose lines contain {@code literal}, and perhaps others. Decompresses texts alone,
   * and is cheaper than {@link #entries()} by far where these are few.
   *
   * @param ignoreAsciiCase whether letters A to Z of the literal match either case
   */
  BitSet mayContain(byte[] literal, boolean ignoreAsciiCase) throws FormatException;

  /** The entries with their times and structured metadata, and empty lines. */
  EntryBatch bareEntries() throws FormatException;

  /** Bytes of each line; not to be changed. */
  int[] lineSizes() throws FormatException;

  /** At most 1,024. */
  int templates();

  /** A template in {@code [0 .. templates())}. */
  LineTemplate template(int template);

  /** The template of an entry's line, or {@link #VERBATIM}. */
  int templateOf(int entry);

  /**
   * The values of a variable.
   *
   * @param variable counted from 0 in the template's text
   * @throws FormatException when the columns are damaged
   */
  TemplateValues values(int template, int variable) throws FormatException;

  /**
   * The lines that are {@link #VERBATIM}, in their order.
   *
   * @return null when the block gives lines only by {@link #entries}
   * @throws FormatException when the columns are damaged
   */
  default @Nullable TemplateValues verbatimLines() throws FormatException {
    return null;
  }

  /**
   * The entries with their lines.
   *
   * @throws FormatException when they are damaged
   */
  EntryBatch entries() throws FormatException;

  /**
   * Some of the entries with their lines. Lines of templates that none of them has cost nothing,
   * others between them a part of what they would cost themselves.
   *
   * @throws FormatException when they are damaged
   */
  EntryBatch entries(BitSet wanted) throws FormatException;
}
