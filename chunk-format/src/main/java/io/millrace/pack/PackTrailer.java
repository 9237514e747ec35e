package io.millrace.pack;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;

/** The last bytes of a pack: where its directory is. */
record PackTrailer(
    long directoryOffset,
    int directoryStored,
    int directoryLength,
    int directoryChecksum,
    long packLength) {
  static final int MAGIC = 0x4D4C5250;
  static final int VERSION = 1;
  static final int VERSION_WITH_HISTORY = 2;
  static final int HEADER_BYTES = 5;
  static final int BYTES = 36;

  /** A directory takes some hundred bytes a chunk; a pack of a million chunks is not made. */
  private static final int MAX_DIRECTORY = 1 << 28;

  void write(ByteWriter out) {
    int start = out.size();
    out.longBe(directoryOffset).intBe(directoryStored).intBe(directoryLength);
    out.intBe(directoryChecksum).longBe(packLength);
    out.intBe(Crc32c.of(out.array(), start, out.size() - start)).intBe(MAGIC);
  }

  /**
   * Reads the trailer in the last 36 bytes of {@code tail}.
   *
   * @param packLength the length of the object that the tail was read from
   */
  static PackTrailer parse(byte[] tail, long packLength) throws FormatException {
    long at = packLength - BYTES;
    if (tail.length < BYTES || packLength < BYTES + HEADER_BYTES) {
      throw FormatException.notRecognised(0, "no pack: " + packLength + " bytes");
    }
    int start = tail.length - BYTES;
    ByteCursor in = new ByteCursor(tail, start, BYTES, at);
    PackTrailer trailer =
        new PackTrailer(
            in.longBe("directory offset"),
            in.intBe("directory length"),
            in.intBe("directory length"),
            in.intBe("directory checksum"),
            in.longBe("pack length"));
    int expected = in.intBe("trailer checksum");
    if (in.intBe("magic") != MAGIC) {
      throw FormatException.notRecognised(at, "no pack: its end has no magic number");
    }
    int found = Crc32c.of(tail, start, BYTES - 8);
    if (expected != found) {
      throw FormatException.checksum(at, "pack trailer", expected, found);
    }
    trailer.requireSound(packLength, at);
    return trailer;
  }

  private void requireSound(long actualLength, long at) throws FormatException {
    if (packLength != actualLength) {
      throw FormatException.mismatch(at, "pack length", packLength, actualLength);
    }
    if (directoryLength < 0 || directoryLength > MAX_DIRECTORY) {
      throw FormatException.tooLarge(at, "directory", directoryLength, MAX_DIRECTORY);
    }
    if (directoryStored < 0
        || directoryOffset < HEADER_BYTES
        || directoryOffset != packLength - BYTES - directoryStored) {
      throw FormatException.damaged(
          at, "directory of " + directoryStored + " bytes at " + directoryOffset);
    }
  }
}
