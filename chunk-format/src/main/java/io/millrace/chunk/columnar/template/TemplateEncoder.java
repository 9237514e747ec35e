package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteWriter;
import io.millrace.chunk.columnar.section.FixedWidth;
import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.chunk.columnar.section.SectionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the lines of a block as templates and columns of variables. */
public final class TemplateEncoder {
  static final int MAX_TEMPLATES = 1024;

  /** Columns of a block. */
  static final int MAX_COLUMNS = 1 << 14;

  /** A template of fewer lines is not kept. */
  private static final int MIN_LINES = 4;

  private final LineTemplates lines;
  private final int count;

  /** For each line zero if it is verbatim, else its template, from one on. */
  private final int[] ids;

  /** For each template that is kept its number among the candidates. */
  private final int[] kept;

  private final VariableValues values;
  private final VariableColumns columns;
  private final ByteWriter templates = new ByteWriter();

  private TemplateEncoder(LineTemplates lines, long[] timestamps, SectionCodec codec) {
    this.lines = lines;
    this.count = timestamps.length;
    this.values = new VariableValues(lines.column());
    this.columns = new VariableColumns(codec, lines.column(), timestamps);
    kept = kept();
    int[] idOf = new int[lines.table.size()];
    for (int i = 0; i < kept.length; i++) {
      idOf[kept[i]] = i + 1;
    }
    ids = new int[count];
    for (int i = 0; i < count; i++) {
      int template = lines.templateOf[i];
      ids[i] = template == LineTemplates.VERBATIM ? 0 : idOf[template];
    }
  }

  /**
   * The sections that stand for lines.
   *
   * @param column the lines, each of which ends in a line feed
   * @param timestamps of their entries
   * @return null when few of the lines are alike, or there would be too many columns
   */
  public static @Nullable List<Section> encode(
      byte[] column, long[] timestamps, SectionCodec codec) {
    int count = timestamps.length;
    TemplateEncoder encoder =
        new TemplateEncoder(new LineTemplates(column, count), timestamps, codec);
    long templated = 0;
    for (int i = 0; i < count; i++) {
      if (encoder.ids[i] > 0) {
        templated += encoder.lines.lineStarts[i + 1] - encoder.lines.lineStarts[i];
      }
    }
    if (2 * templated < column.length) {
      return null;
    }
    List<Section> sections = encoder.sections(codec);
    return encoder.columns.count() > MAX_COLUMNS ? null : sections;
  }

  /** The templates with enough lines, in order of appearance; of too many the commonest. */
  private int[] kept() {
    int min = MIN_LINES;
    int most = 0;
    for (int i = 0; i < lines.table.size(); i++) {
      most = Math.max(most, lines.table.count(i));
    }
    while (true) {
      int[] chosen = new int[MAX_TEMPLATES];
      int found = 0;
      for (int i = 0; i < lines.table.size(); i++) {
        if (lines.table.count(i) >= min) {
          if (found < MAX_TEMPLATES) {
            chosen[found] = i;
          }
          found++;
        }
      }
      if (found <= MAX_TEMPLATES) {
        return Arrays.copyOf(chosen, found);
      }
      min = Math.min(2 * min, most + 1);
    }
  }

  private List<Section> sections(SectionCodec codec) {
    int[][] rows = rows();
    values.clear();
    for (int line : rows[0]) {
      values.add(lines.lineStarts[line], lines.lineStarts[line + 1] - 1, line);
    }
    columns.addTexts(values);
    for (int i = 0; i < kept.length; i++) {
      template(kept[i], rows[i + 1]);
    }
    ByteWriter head = new ByteWriter(columns.head.size() + 8);
    head.uvarint(columns.count()).bytes(columns.head);
    ByteWriter idBytes = new ByteWriter(2 * count);
    int width = FixedWidth.of(kept.length + 1);
    for (int id : ids) {
      FixedWidth.write(idBytes, id, width);
    }
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of(SectionId.TEMPLATES, templates, codec));
    sections.add(Section.of(SectionId.TEMPLATE_IDS, idBytes, codec));
    ByteWriter forms = new ByteWriter(kept.length);
    for (int template : kept) {
      forms.u8(lines.table.form(template));
    }
    sections.add(Section.of(SectionId.TEMPLATE_FORMS, forms, codec));
    sections.add(Section.of(SectionId.VARIABLES, head, codec));
    sections.add(Section.of(SectionId.VARIABLE_INDICES, columns.indices, codec));
    sections.add(Section.of(SectionId.VARIABLE_NUMBERS, columns.numbers, codec));
    sections.add(Section.of(SectionId.VARIABLE_DIGITS, columns.digits, codec));
    sections.add(Section.of(SectionId.VARIABLE_TEXTS, columns.texts, codec));
    sections.removeIf(section -> section.id() > SectionId.VARIABLES && section.length() == 0);
    return sections;
  }

  /** The lines of each id, in their order. */
  private int[][] rows() {
    int[] sizes = new int[kept.length + 1];
    for (int id : ids) {
      sizes[id]++;
    }
    int[][] rows = new int[kept.length + 1][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new int[sizes[i]];
      sizes[i] = 0;
    }
    for (int i = 0; i < count; i++) {
      rows[ids[i]][sizes[ids[i]]++] = i;
    }
    return rows;
  }

  /** Writes a template and its columns; what is the same in all rows becomes part of it. */
  private void template(int template, int[] rows) {
    byte[] text = lines.table.texts();
    int variable = 0;
    for (int at = lines.table.start(template); at < lines.table.end(template); at++) {
      if (text[at] != LineTemplates.VARIABLE) {
        templates.u8(text[at]);
        continue;
      }
      values.clear();
      for (int line : rows) {
        int index = lines.firstVariable[line] + variable;
        values.add(lines.variables().start(index), lines.variables().end(index), line);
      }
      variable++;
      if (values.isConstant()) {
        templates.bytes(values.source(), values.start(0), values.length(0));
      } else {
        columns.add(values);
        templates.u8(LineTemplates.VARIABLE);
      }
    }
    templates.u8('\n');
  }
}
