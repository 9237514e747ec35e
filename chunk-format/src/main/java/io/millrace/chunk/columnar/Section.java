package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;

/**
 * A section as it stands in a block.
 *
 * @param id see {@link SectionId}
 * @param length before compression
 */
record Section(int id, int length, SectionCodec.Stored stored) {
  static Section of(int id, byte[] plain, int length, SectionCodec codec) {
    return new Section(id, length, codec.compress(plain, length));
  }

  static Section of(int id, ByteWriter plain, SectionCodec codec) {
    return of(id, plain.array(), plain.size(), codec);
  }

  /** A section that no codec has seen. */
  static Section plain(int id, ByteWriter plain) {
    return new Section(
        id, plain.size(), new SectionCodec.Stored(SectionCodec.NONE, plain.toByteArray()));
  }

  int storedLength() {
    return stored.bytes().length;
  }
}
