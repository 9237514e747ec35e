package io.millrace.chunk.columnar;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.template.TemplateDecoder;
import io.millrace.entry.EntryBatch;
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
    return templates.mayContain(literal, ignoreAsciiCase, block.linesLength());
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
    return templates.templateOf(entry);
  }

  @Override
  public TemplateValues values(int template, int variable) throws FormatException {
    return templates.values(template, variable, block.linesLength());
  }

  @Override
  public TemplateValues verbatimLines() throws FormatException {
    return templates.verbatimLines(block.linesLength());
  }

  @Override
  public EntryBatch entries() throws FormatException {
    return block.entries(templates);
  }

  @Override
  public EntryBatch entries(BitSet wanted) throws FormatException {
    return block.entries(templates, wanted);
  }
}
