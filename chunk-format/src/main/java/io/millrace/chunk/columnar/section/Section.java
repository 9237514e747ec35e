package io.millrace.chunk.columnar.section;

import io.millrace.bytes.ByteWriter;

/**
 * A section as it stands in a block.
 *
 * @param id see {@link SectionId}
 * @param length before compression
 */
public record Section(int id, int length, SectionCodec.Stored stored) {
  public static Section of(int id, byte[] plain, int length, SectionCodec codec) {
    return new Section(id, length, codec.compress(plain, length));
  }

  public static Section of(int id, ByteWriter plain, SectionCodec codec) {
    return of(id, plain.array(), plain.size(), codec);
  }

  /** A section that no codec has seen. */
  public static Section plain(int id, ByteWriter plain) {
    return new Section(
        id, plain.size(), new SectionCodec.Stored(SectionCodec.NONE, plain.toByteArray()));
  }

  public int storedLength() {
    return stored.bytes().length;
  }
}
