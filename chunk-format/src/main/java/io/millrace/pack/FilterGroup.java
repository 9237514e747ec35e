package io.millrace.pack;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.filter.BitFilter;
import io.millrace.filter.Sampling;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters of one kind and one size, bit by bit beside each other.
 *
 * @param log2Bits bits of each filter, as a power of two
 * @param matrixOffset of the first page in the pack
 * @param members in the order of the matrix's columns
 */
record FilterGroup(Kind kind, int log2Bits, long matrixOffset, List<Member> members) {
  enum Kind {
    LINES(0),
    METADATA(1),
    SPARSE_LINES(2);

    private final int id;

    Kind(int id) {
      this.id = id;
    }

    int id() {
      return id;
    }

    static Kind of(Sampling sampling) {
      return switch (sampling) {
        case DENSE -> LINES;
        case SPARSE -> SPARSE_LINES;
      };
    }
  }

  /**
   * A chunk that has its filter in the group.
   *
   * @param chunk index into the pack's chunks
   */
  record Member(int chunk, boolean foreignCaseFolds) {}

  static final int PAGE = 4096;
  static final int CHECKSUM = 4;

  long matrixBits() {
    return (1L << log2Bits) * members.size();
  }

  /** Bytes of the matrix in the pack, checksums included. */
  long storedBytes() {
    return storedBytes(matrixBits());
  }

  private static long storedBytes(long bits) {
    long bytes = (bits + 7) / 8;
    return bytes + CHECKSUM * ((bytes + PAGE - 1) / PAGE);
  }

  /** Writes the matrix of filters that all have the same number of bits. */
  static void write(List<BitFilter> filters, ByteWriter out) {
    int columns = filters.size();
    long bits = (8L * filters.getFirst().bits().length) * columns;
    byte[] matrix = new byte[Math.toIntExact((bits + 7) / 8)];
    for (int column = 0; column < columns; column++) {
      byte[] filter = filters.get(column).bits();
      for (int i = 0; i < filter.length; i++) {
        for (int set = filter[i] & 0xFF; set != 0; set &= set - 1) {
          long bit = (8L * i + Integer.numberOfTrailingZeros(set)) * columns + column;
          matrix[(int) (bit >>> 3)] |= (byte) (1 << (bit & 7));
        }
      }
    }
    for (int at = 0; at < matrix.length; at += PAGE) {
      int length = Math.min(PAGE, matrix.length - at);
      out.bytes(matrix, at, length).intBe(Crc32c.of(matrix, at, length));
    }
  }

  /** A reader of the matrix that keeps the pages it has read, for the keys of one search. */
  final class Rows {
    private final RangeReader pack;
    private final Map<Long, byte[]> pages = new HashMap<>();

    Rows(RangeReader pack) {
      this.pack = pack;
    }

    /** Removes from {@code columns} the members whose filter lacks one of the keys. */
    void retain(BitSet columns, long[] keys, int probes) throws IOException {
      for (long key : keys) {
        for (int probe = 0; probe < probes && !columns.isEmpty(); probe++) {
          long row = BitFilter.bitOf(key, probe, log2Bits);
          int width = members.size();
          for (int i = columns.nextSetBit(0); i >= 0; i = columns.nextSetBit(i + 1)) {
            if (!bit(row * width + i)) {
              columns.clear(i);
            }
          }
        }
      }
    }

    /** Reads all pages. */
    void verify() throws IOException {
      long bytes = (matrixBits() + 7) / 8;
      for (long page = 0; page * PAGE < bytes; page++) {
        page(page);
      }
    }

    private boolean bit(long index) throws IOException {
      long at = index >>> 3;
      byte[] page = page(at / PAGE);
      return (page[(int) (at % PAGE)] >>> (index & 7) & 1) != 0;
    }

    private byte[] page(long number) throws IOException {
      byte[] known = pages.get(number);
      if (known != null) {
        return known;
      }
      long bytes = (matrixBits() + 7) / 8;
      int length = (int) Math.min(PAGE, bytes - number * PAGE);
      long offset = matrixOffset + number * (PAGE + CHECKSUM);
      byte[] page = pack.read(offset, length + CHECKSUM);
      int expected = new ByteCursor(page, length, CHECKSUM).intBe("page");
      int found = Crc32c.of(page, 0, length);
      if (expected != found) {
        throw FormatException.checksum(offset, "filter page", expected, found);
      }
      pages.put(number, page);
      return page;
    }
  }
}
