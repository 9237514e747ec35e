package io.millrace.chunk.columnar;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.search.LiteralSearch;
import java.util.Arrays;
import java.util.BitSet;

/** A block with templates whose checksum was verified. */
final class TemplatedColumnarBlock implements TemplatedBlock {
  private final BlockDecoder block;
  private final TemplateDecoder templates;
  private final LineTemplate[] texts;

  TemplatedColumnarBlock(BlockDecoder block, TemplateDecoder templates) throws FormatException {
    this.block = block;
    this.templates = templates;
    this.texts = new LineTemplate[templates.templates()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = templates.template(i);
    }
  }

  @Override
  public int size() {
    return block.size();
  }

  @Override
  public BitSet mayContain(byte[] literal, boolean ignoreAsciiCase) throws FormatException {
    BitSet found = new BitSet(size());
    found.set(0, size());
    for (LiteralSearch word : UndividedWord.allOf(literal, ignoreAsciiCase)) {
      if (!found.isEmpty()) {
        found.and(templates.entriesWith(word));
      }
    }
    return found;
  }

  @Override
  public long[] timestamps() throws FormatException {
    return block.times();
  }

  @Override
  public EntryBatch bareEntries() throws FormatException {
    return block.bareEntries();
  }

  @Override
  public int[] lineSizes() throws FormatException {
    return block.outline().lineSizes();
  }

  @Override
  public int templates() {
    return texts.length;
  }

  @Override
  public LineTemplate template(int template) {
    return texts[template];
  }

  @Override
  public int templateOf(int entry) {
    return templates.id(entry) - 1;
  }

  @Override
  public TemplateValues values(int template, int variable) throws FormatException {
    VariableColumn column = templates.column(template, variable);
    return switch (column) {
      case VariableColumn.Dictionary dictionary -> DictionaryValues.of(dictionary);
      case VariableColumn.Text _,
          VariableColumn.Numbers _,
          VariableColumn.Hex _,
          VariableColumn.Mask _,
          VariableColumn.Times _,
          VariableColumn.Parts _ ->
          plainValues(template, column);
    };
  }

  private TemplateValues plainValues(int template, VariableColumn column) throws FormatException {
    int size = column.rows();
    LineOutput out = new LineOutput((int) Math.min(column.maxBytes(), block.linesLength()));
    int[] ends = new int[size];
    VariableColumn.Cursor cursor = column.cursor();
    int row = 0;
    int at = 0;
    for (int entry = 0; row < size; entry++) {
      if (templates.id(entry) == template + 1) {
        at = cursor.next(out, at, entry);
        ends[row++] = at;
      }
    }
    cursor.requireEnd();
    return new PlainValues(out.bytes(), ends);
  }

  @Override
  public TemplateValues verbatimLines() throws FormatException {
    return plainValues(VERBATIM, templates.verbatim());
  }

  @Override
  public EntryBatch entries() throws FormatException {
    return block.entries(templates);
  }

  @Override
  public EntryBatch entries(BitSet wanted) throws FormatException {
    return block.entries(templates, wanted);
  }

  /** Values one behind the other. */
  @SuppressWarnings("ArrayRecordComponent")
  private record PlainValues(byte[] bytes, int[] ends) implements TemplateValues {
    @Override
    public int size() {
      return ends.length;
    }

    @Override
    public int start(int row) {
      return row == 0 ? 0 : ends[row - 1];
    }

    @Override
    public int end(int row) {
      return ends[row];
    }

    @Override
    public int distinct() {
      return 0;
    }

    @Override
    public int code(int row) {
      throw new IllegalStateException("the values have no list");
    }
  }

  /** Values of a dictionary. */
  @SuppressWarnings("ArrayRecordComponent")
  private record DictionaryValues(byte[] bytes, int[] starts, int[] lengths, byte[] codes)
      implements TemplateValues {
    static DictionaryValues of(VariableColumn.Dictionary column) throws FormatException {
      byte[] indices = column.source().section(SectionId.VARIABLE_INDICES);
      for (int row = 0; row < column.rows(); row++) {
        column.index(indices, row);
      }
      return new DictionaryValues(
          column.source().directory(),
          column.starts(),
          column.lengths(),
          Arrays.copyOfRange(indices, column.from(), column.from() + column.rows()));
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public int start(int row) {
      return starts[code(row)];
    }

    @Override
    public int end(int row) {
      return starts[code(row)] + lengths[code(row)];
    }

    @Override
    public int distinct() {
      return starts.length;
    }

    @Override
    public int code(int row) {
      return codes[row] & 0xFF;
    }
  }
}
