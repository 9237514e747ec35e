package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.SectionId;

/** A column of variables: its place and form, of which any number of cursors can be had. */
sealed interface VariableColumn {
  /** Values. */
  int rows();

  /** The most bytes that all values together can have. */
  long maxBytes();

  /** Begins at the first value. */
  Cursor cursor() throws FormatException;

  /** Puts one value after the other. */
  interface Cursor {
    /**
     * Puts the next value at {@code at} and returns where it ends.
     *
     * @param entry in whose line it stands
     */
    int next(LineOutput out, int at, int entry) throws FormatException;

    /** As {@link #next}, but puts nothing. */
    void skip(int entry) throws FormatException;

    /** Fails if there is more than was read. */
    void requireEnd() throws FormatException;
  }

  /** Lines or values, each followed by a line feed. */
  record Text(VariableBytes source, int rows, int start, int end) implements VariableColumn {
    @Override
    public long maxBytes() {
      return (long) end - start;
    }

    @Override
    public Cursor cursor() throws FormatException {
      return new TextCursor(source.section(SectionId.VARIABLE_TEXTS), start, end);
    }
  }

  /**
   * Values of a dictionary.
   *
   * @param starts where its texts begin in the directory
   * @param lengths of its texts
   * @param from where the indices begin
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Dictionary(VariableBytes source, int rows, int[] starts, int[] lengths, int from)
      implements VariableColumn {
    @Override
    public long maxBytes() {
      int longest = 0;
      for (int length : lengths) {
        longest = Math.max(longest, length);
      }
      return (long) longest * rows;
    }

    /** Index of a value in the dictionary. */
    int index(byte[] indices, int row) throws FormatException {
      int index = indices[from + row] & 0xFF;
      if (index >= starts.length) {
        throw FormatException.damaged(from + row, "index behind the dictionary");
      }
      return index;
    }

    @Override
    public Cursor cursor() throws FormatException {
      return new DictionaryCursor(this, source.section(SectionId.VARIABLE_INDICES));
    }
  }

  /**
   * Numbers.
   *
   * @param width digits of each, or 0 if there are no leading zeros
   * @param delta whether each is what it is more than the one before
   */
  record Numbers(VariableBytes source, int rows, int width, boolean delta, int start, int end)
      implements VariableColumn {
    @Override
    public long maxBytes() {
      return (long) LineOutput.MAX_DIGITS * rows;
    }

    @Override
    public Cursor cursor() throws FormatException {
      Varints varints = new Varints(source.section(SectionId.VARIABLE_NUMBERS), start, end);
      return new NumberCursor(varints, width, delta);
    }
  }

  /** Values of so many bytes in hexadecimal digits. */
  record Hex(VariableBytes source, int rows, int bytes, int start) implements VariableColumn {
    @Override
    public long maxBytes() {
      return 2L * bytes * rows;
    }

    @Override
    public Cursor cursor() throws FormatException {
      byte[] digits = source.section(SectionId.VARIABLE_DIGITS);
      return new HexCursor(digits, bytes, start, start + bytes * rows);
    }
  }

  /**
   * Values with hexadecimal digits in the same places, and all else the same.
   *
   * @param mask {@link LineTemplates#VARIABLE} for each digit
   * @param bytes of the digits of a value
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Mask(VariableBytes source, int rows, byte[] mask, int bytes, int start)
      implements VariableColumn {
    @Override
    public long maxBytes() {
      return (long) mask.length * rows;
    }

    @Override
    public Cursor cursor() throws FormatException {
      byte[] digits = source.section(SectionId.VARIABLE_DIGITS);
      return new MaskCursor(digits, mask, start, start + bytes * rows);
    }
  }

  /**
   * Times.
   *
   * @param timestamps of the block's entries
   * @param reference {@link TimeColumn#ENTRY} or {@link TimeColumn#BEFORE}
   * @param base how much later than its entry's the first time is, in units of the layout
   * @param start where the numbers begin; if there are none it is {@code base} for all
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Times(
      VariableBytes source,
      int rows,
      TimeLayout layout,
      long[] timestamps,
      int reference,
      long base,
      int start,
      int end)
      implements VariableColumn {
    @Override
    public long maxBytes() {
      return (long) layout.length() * rows;
    }

    @Override
    public Cursor cursor() throws FormatException {
      Varints varints = new Varints(source.section(SectionId.VARIABLE_NUMBERS), start, end);
      return new TimeCursor(this, start == end ? null : varints);
    }
  }

  /**
   * Values that have parts in common.
   *
   * @param from where the parts of the values begin among the indices, if there are several
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Parts(VariableBytes source, int rows, Part[] parts, int from) implements VariableColumn {
    /**
     * What some values have in common.
     *
     * @param pieceStarts where the pieces of text around the variables begin in the directory
     * @param pieceEnds where they end
     */
    record Part(int rows, int[] pieceStarts, int[] pieceEnds, VariableColumn[] variables) {
      long maxBytes() {
        long bytes = 0;
        for (int i = 0; i < pieceStarts.length; i++) {
          bytes += (long) rows * (pieceEnds[i] - pieceStarts[i]);
        }
        for (VariableColumn variable : variables) {
          bytes += variable.maxBytes();
        }
        return bytes;
      }
    }

    @Override
    public long maxBytes() {
      long bytes = 0;
      for (Part part : parts) {
        bytes += part.maxBytes();
      }
      return bytes;
    }

    /** Which of the parts a value has. */
    int part(byte[] indices, int row) throws FormatException {
      int part = indices[from + row] & 0xFF;
      if (part >= parts.length) {
        throw FormatException.damaged(from + row, "part " + part + " of " + parts.length);
      }
      return part;
    }

    @Override
    public Cursor cursor() throws FormatException {
      return new PartsCursor(this, source);
    }
  }
}
