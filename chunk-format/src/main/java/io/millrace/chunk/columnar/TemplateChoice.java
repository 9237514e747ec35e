package io.millrace.chunk.columnar;

import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.chunk.columnar.template.TemplateEncoder;
import java.util.List;

/**
 * Decides for the blocks of one chunk whether their lines are stored as templates: it encodes a
 * block both ways now and then, and does with the blocks in between as with that one.
 */
final class TemplateChoice {
  private static final int BLOCKS_BETWEEN = 16;

  /** Percent of the plain lines that templates may take: they cost more to read. */
  private static final int MAX_PERCENT = 93;

  private final boolean allowed;
  private int blocks;
  private boolean last;

  TemplateChoice(boolean allowed) {
    this.allowed = allowed;
  }

  /**
   * The sections that stand for the lines of the next block.
   *
   * @param column the lines, each of which ends in a line feed
   * @param timestamps of their entries
   */
  List<Section> sections(byte[] column, long[] timestamps, SectionCodec codec) {
    boolean compare = blocks++ % BLOCKS_BETWEEN == 0;
    if (!allowed || (!compare && !last)) {
      return plain(column, codec);
    }
    List<Section> templates = TemplateEncoder.encode(column, timestamps, codec);
    last = templates != null;
    if (templates == null) {
      return plain(column, codec);
    }
    if (!compare) {
      return templates;
    }
    List<Section> plain = plain(column, codec);
    last = 100L * storedLength(templates) <= (long) MAX_PERCENT * storedLength(plain);
    return last ? templates : plain;
  }

  private static List<Section> plain(byte[] column, SectionCodec codec) {
    return List.of(Section.of(SectionId.LINES, column, column.length, codec));
  }

  private static long storedLength(List<Section> sections) {
    return sections.stream().mapToLong(Section::storedLength).sum();
  }
}
