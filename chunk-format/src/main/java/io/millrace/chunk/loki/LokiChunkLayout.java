package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;

/**
 * Where the sections of a log chunk lie, in offsets into the object. Lengths exclude checksums. A
 * chunk before version 4 has no symbols.
 */
record LokiChunkLayout(int symbolsOffset, int symbolsLength, int tableOffset, int tableLength) {
  private static final int CHECKSUM = 4;

  static LokiChunkLayout of(byte[] object, int base, int length, int version)
      throws FormatException {
    int headerLength = version == 1 ? 5 : 6;
    int footerLength = version < 4 ? 8 : 32;
    if (length < headerLength + footerLength) {
      throw FormatException.damaged(base + length, "log chunk of " + length + " bytes");
    }
    int footer = base + length - footerLength;
    ByteCursor in = new ByteCursor(object, footer, footerLength, footer);
    long sections = (long) length - footerLength;
    if (version < 4) {
      long table = in.longBe("table offset");
      long tableLength = sections - CHECKSUM - table;
      requireInside(in.offset() - 8, "block table", table, tableLength, headerLength, sections);
      return new LokiChunkLayout(0, 0, base + (int) table, (int) tableLength);
    }
    long symbolsLength = in.longBe("symbols length");
    long symbols = in.longBe("symbols offset");
    requireInside(footer, "symbols", symbols, symbolsLength, headerLength, sections);
    long tableLength = in.longBe("table length");
    long table = in.longBe("table offset");
    requireInside(footer + 16, "block table", table, tableLength, headerLength, sections);
    return new LokiChunkLayout(
        base + (int) symbols, (int) symbolsLength, base + (int) table, (int) tableLength);
  }

  private static void requireInside(
      long at, String what, long offset, long length, long start, long end) throws FormatException {
    if (offset < start || length < 0 || offset > end || length > end - CHECKSUM - offset) {
      throw FormatException.damaged(
          at, what + " of " + length + " bytes at " + offset + " in a chunk of " + end);
    }
  }
}
