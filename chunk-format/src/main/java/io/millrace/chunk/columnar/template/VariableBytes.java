package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.SectionId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sections that hold the values of variables, each decompressed when the first of its values is
 * read, and given out to the columns one piece behind the other.
 */
final class VariableBytes {
  private final BlockSections sections;
  private final int[] given = new int[SectionId.VARIABLE_TEXTS + 1];
  private final byte[] @Nullable [] loaded = new byte[SectionId.VARIABLE_TEXTS + 1] @Nullable [];

  /** The directory of the columns, which holds the texts of dictionaries and parts. */
  private final byte[] directory;

  VariableBytes(BlockSections sections, ByteCursor head) {
    this.sections = sections;
    this.directory = Arrays.copyOf(head.buffer(), head.limit() + LineOutput.SLACK);
  }

  byte[] directory() {
    return directory;
  }

  /** Gives a column the next bytes of a section, and returns where they begin. */
  int give(int section, long bytes, long at) throws FormatException {
    int from = given[section];
    int left = sections.length(section) - from;
    if (bytes > left) {
      throw FormatException.mismatch(at, "bytes of variables", left, bytes);
    }
    given[section] = from + (int) bytes;
    return from;
  }

  /** A whole section, with slack behind it. */
  byte[] section(int id) throws FormatException {
    byte[] known = loaded[id];
    if (known == null) {
      known =
          sections.has(id)
              ? sections.bytesWithSlack(id, LineOutput.SLACK)
              : new byte[LineOutput.SLACK];
      loaded[id] = known;
    }
    return known;
  }

  /** Fails if a section has more than was given out. */
  void requireAllGiven() throws FormatException {
    for (int id = SectionId.VARIABLE_INDICES; id <= SectionId.VARIABLE_TEXTS; id++) {
      if (sections.length(id) != given[id]) {
        throw FormatException.mismatch(0, "bytes of variables", given[id], sections.length(id));
      }
    }
  }
}
