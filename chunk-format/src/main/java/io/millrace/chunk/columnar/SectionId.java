package io.millrace.chunk.columnar;

/** The numbers of a block's sections. */
final class SectionId {
  static final int TIMES = 0x01;
  static final int LINES = 0x02;
  static final int LENGTHS = 0x03;
  static final int METADATA = 0x04;
  static final int SHAPES = 0x05;
  static final int INDICES = 0x06;
  static final int DIGITS = 0x07;
  static final int TEXTS = 0x08;

  /** Sections from here on may be passed over by a reader that does not know them. */
  static final int FIRST_OPTIONAL = 0x80;

  private SectionId() {}
}
